import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // A data: URL for a font or an icon would need an exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // Code that three or more pages share is in one file: many small files load more slowly. Charts are
        // separate.
        codeSplitting: {
          groups: [{ name: 'shared', test: /^(?!.*(?:uplot|design[\\/]chart)).*$/, minShareCount: 3 }],
        },
      },
    },
  },
});
