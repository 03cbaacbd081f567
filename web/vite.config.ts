import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = process.env.WEND_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  // Inlined assets would need data: addresses, which the content security policy refuses.
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 700 },
  // The description of the query language, which the screens quote, stands beside this folder.
  server: { host: '127.0.0.1', port: 5173, fs: { allow: ['..'] }, proxy: { '/api': server } },
  preview: { host: '127.0.0.1', port: 4173, proxy: { '/api': server } },
  test: { include: ['src/**/*.test.{ts,tsx}', 'tracker/**/*.test.ts'], environment: 'node' },
});
