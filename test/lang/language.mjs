// The language room for scripts: bundled from its TypeScript source, and a host on this machine's files.
import { mkdirSync, readFileSync, readdirSync, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = new URL('../../', import.meta.url);

/** Bundles and imports `src/engine/lang`, or another module of the project that holds it. */
export async function loadLanguage(entry = 'src/engine/lang/index.ts') {
  const folder = fileURLToPath(new URL('.cache/', root));
  mkdirSync(folder, { recursive: true });
  const outfile = `${folder}${entry.replaceAll('/', '-')}.mjs`;
  await build({
    entryPoints: [fileURLToPath(new URL(entry, root))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2022',
    outfile,
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

export const encode = (text) => Buffer.from(text, 'utf8').toString('latin1');
export const decode = (bytes) => Buffer.from(bytes, 'latin1').toString('utf8');

const attempt = (f, otherwise) => {
  try {
    return f();
  } catch {
    return otherwise;
  }
};

/** A host that reads this machine's files; it has no store. */
export function makeHost(language, { home = '/homeless-shelter', env = {} } = {}) {
  return new (class extends language.DummyHost {
    home = home;
    readFile(path) {
      return attempt(() => readFileSync(decode(path), 'latin1'), undefined);
    }
    lstat(path) {
      const s = attempt(() => lstatSync(decode(path)), undefined);
      if (s === undefined) return undefined;
      return s.isFile() ? 'regular' : s.isDirectory() ? 'directory' : s.isSymbolicLink() ? 'symlink' : 'unknown';
    }
    readLink(path) {
      return attempt(() => encode(readlinkSync(decode(path))), undefined);
    }
    readDir(path) {
      const names = attempt(() => readdirSync(decode(path)), undefined);
      return names?.map((name) => [encode(name), this.lstat(`${path}/${encode(name)}`)]);
    }
    realPath(path) {
      return attempt(() => encode(realpathSync(decode(path))), undefined);
    }
    env(name) {
      return env[name];
    }
  })();
}
