// The bundle budget: how much JavaScript the browser needs before the first paint, and that the heavy parts are lazy.
//
// Reads the manifest of a build (`vite build` first). Sizes are gzipped, in kB of 1,000 bytes. The worker is one file, so
// that a sandboxed frame can start it from its text; how much of it is the engine (language, store, builds, commands)
// and how much the shell is measured by bundling each on its own.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { rawText } from '../src/node/bundle.mjs';

/** kB gzipped: the first paint of each page, and what may be loaded later. */
const FIRST_PAINT = 100;
const LAZY = [
  ['src/ui/editor/codemirror.ts', 150],
  ['src/ui/terminal/terminal.ts', 120],
  ['src/ui/scopes/graph/drawing.ts', 160],
];
const WORKER = 320;
const PARTS = [
  ['engine with its commands', 'src/cli/index.ts', 152],
  ['shell with its tools', 'src/shell/index.ts', 160],
];

const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
const size = (file) => gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length / 1000;

/** Every file that an entry loads before it runs. */
function eager(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) eager(next, seen);
  return seen;
}

const lines = [];
let broken = 0;
function hold(what, kilobytes, limit) {
  const ok = kilobytes <= limit;
  if (!ok) broken++;
  lines.push(
    `${ok ? 'ok    ' : 'BROKEN'}  ${what.padEnd(34)} ${kilobytes.toFixed(1).padStart(7)} kB of ${limit}`,
  );
}

for (const page of ['index.html', 'embed.html']) {
  const keys = eager(page);
  hold(
    `first paint of ${page}`,
    [...keys].reduce((sum, key) => sum + size(manifest[key].file), 0),
    FIRST_PAINT,
  );
  for (const [source] of LAZY)
    if (keys.has(source)) {
      broken++;
      lines.push(`BROKEN  ${source} is loaded before the first paint of ${page}`);
    }
}
for (const [source, limit] of LAZY) hold(source.replace(/.*\//, ''), size(manifest[source].file), limit);
const engine = Object.values(manifest)
  .flatMap(({ file, assets = [] }) => [file, ...assets])
  .find((file) => file.includes('engine.worker'));
hold('worker', size(engine), WORKER);
for (const [what, entry, limit] of PARTS) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    plugins: [rawText],
    legalComments: 'none',
    logLevel: 'error',
  });
  hold(what, gzipSync(outputFiles[0].contents, { level: 9 }).length / 1000, limit);
}

console.log(lines.join('\n'));
process.exitCode = broken === 0 ? 0 : 1;
