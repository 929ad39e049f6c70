import { Button, createTheme } from '@mantine/core';

/** Mantine's side of the design; the colours are in `tokens.css`, as variables that Mantine's own point at. */
export const theme = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Said aloud, because `base.css` chooses the filled ones by it.
    Button: Button.extend({ defaultProps: { variant: 'filled' } }),
  },
});
