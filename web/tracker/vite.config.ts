import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vite';

const root = import.meta.dirname;
const out = join(root, '../dist');
const { version } = JSON.parse(readFileSync(join(root, '../package.json'), 'utf8')) as { version: string };

/** The tracker as one script beside the pages: w.js, and the same by the hash of its content, for those who pin it. */
export default defineConfig({
  root,
  publicDir: false,
  define: { WEND_VERSION: JSON.stringify(version) },
  build: {
    outDir: out,
    emptyOutDir: false,
    target: 'es2020',
    modulePreload: false,
    rolldownOptions: { optimization: { inlineConst: { mode: 'all', pass: 3 } }, output: { topLevelVar: false } },
    lib: { entry: 'main.ts', formats: ['iife'], name: 'wendTracker', fileName: () => 'w.js' },
  },
  plugins: [
    {
      name: 'wend-tracker-by-hash',
      closeBundle() {
        const script = readFileSync(join(out, 'w.js'));
        const hash = createHash('sha256').update(script).digest('hex').slice(0, 12);
        writeFileSync(join(out, `w.${hash}.js`), script);
      },
    },
  ],
});
