const nanosOf: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

const part = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

/**
 * Parses a Go duration (`1.5s`, `300ms`, `2h45m`) into nanoseconds. `undefined` for an invalid one: only `0`
 * needs no unit.
 */
export function goDuration(text: string): bigint | undefined {
  if (text === '0') return 0n;
  let nanos = 0n;
  let at = 0;
  while (at < text.length) {
    part.lastIndex = at;
    const found = part.exec(text);
    if (found === null) return undefined;
    const [whole, amount = '', unit = ''] = found;
    nanos += nanosIn(amount, nanosOf[unit] ?? 0);
    at += whole.length;
  }
  return at === 0 ? undefined : nanos;
}

/** Integer parts of any length are exact. */
function nanosIn(amount: string, unit: number): bigint {
  const [whole = '', fraction = ''] = amount.split('.');
  return (
    BigInt(whole === '' ? 0 : whole) * BigInt(unit) + BigInt(Math.trunc(Number(`0.${fraction}0`) * unit))
  );
}
