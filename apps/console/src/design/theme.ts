import { Button, createTheme } from '@mantine/core';

/** Mantine theme. The colours are in `tokens.css`; Mantine's variables refer to them. */
export const theme = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Explicit, because `base.css` selects filled buttons by it.
    Button: Button.extend({ defaultProps: { variant: 'filled' } }),
  },
});
