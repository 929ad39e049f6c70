import { createTheme } from '@mantine/core';

/** Mantine's side of the design; the colours are in `tokens.css`, as variables that Mantine's own point at. */
export const theme = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
});
