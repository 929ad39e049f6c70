import 'react';

declare module 'react' {
  // eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style -- a record can't be added to an interface
  interface CSSProperties {
    [variable: `--${string}`]: string | number | undefined;
  }
}
