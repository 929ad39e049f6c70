import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // A data: URL for a font or an icon would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // What three pages or more share comes in one file: many small ones take longer. Charts stay apart.
        codeSplitting: {
          groups: [{ name: 'shared', test: /^(?!.*(?:uplot|design[\\/]chart)).*$/, minShareCount: 3 }],
        },
      },
    },
  },
});
