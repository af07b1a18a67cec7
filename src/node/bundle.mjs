// Bundles the machine for Node into `dist/node/nixarium.mjs`, when it is missing or older than a source.
//
// Nix files, help pages and lessons come in as text by the same `?raw` imports that Vite knows.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const output = join(root, 'dist/node/nixarium.mjs');
const ROOMS = ['engine', 'shell', 'cli', 'machine', 'lesson', 'node', 'nixpkgs'];

/** The newest modification time below a folder, in milliseconds. */
function newest(folder) {
  let time = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    time = Math.max(time, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return time;
}

function isFresh() {
  if (!existsSync(output)) return false;
  const built = statSync(output).mtimeMs;
  const sources = ROOMS.map((room) => join(root, 'src', room)).filter((room) => existsSync(room));
  return (
    sources.every((room) => newest(room) < built) && statSync(join(root, 'package-lock.json')).mtimeMs < built
  );
}

/** Lets esbuild take in text by the `?raw` imports that Vite knows. */
export const rawText = {
  name: 'raw-text',
  setup(build) {
    build.onResolve({ filter: /\?raw$/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.slice(0, -'?raw'.length)),
      namespace: 'raw-text',
    }));
    build.onLoad({ filter: /.*/, namespace: 'raw-text' }, ({ path }) => ({
      contents: readFileSync(path, 'utf8'),
      loader: 'text',
    }));
  },
};

/** The path of an up-to-date bundle. */
export async function bundle() {
  if (!isFresh()) {
    const { build } = await import('esbuild');
    await build({
      entryPoints: [join(root, 'src/node/main.ts')],
      outfile: output,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      plugins: [rawText],
      logLevel: 'warning',
    });
  }
  return output;
}
