import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { apiDocs } from './api-docs/plugin.ts';

export default defineConfig({
  plugins: [react(), apiDocs()],
  build: {
    target: 'es2022',
    // The content security policy allows fonts and scripts from files only, never from data: URLs.
    assetsInlineLimit: 0,
  },
  server: {
    port: 5174,
    proxy: { '/api': 'http://127.0.0.1:5173' },
  },
});
