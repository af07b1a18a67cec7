// The configuration in force for somebody: the machine's nix.conf, the user's, and the environment's settings.
import type { ByteString } from '../engine/base/index.ts';
import type { Settings } from '../engine/nix/index.ts';
import type { Files } from '../engine/vfs/index.ts';

export interface Configured {
  readonly environment: ReadonlyMap<ByteString, ByteString>;
  readonly home: ByteString;
  readonly files: Files;
}

/** Reads every configuration there is, the most important last. Throws BadSetting. */
export function configure(settings: Settings, { environment, home, files }: Configured): void {
  const read = (path: ByteString) => (files.exists(path) ? files.readText(path) : undefined);
  const skip = (name: string) => /^(extra-)?nix-path$/.test(name) && environment.has('NIX_PATH');
  for (const [i, path] of configurationFiles(environment, home).entries()) {
    const text = read(path);
    if (text !== undefined) settings.read(text, path, read, skip);
    // What the machine says is not an override.
    if (i === 0) settings.forgetOverrides();
  }
  const text = environment.get('NIX_CONFIG');
  if (text !== undefined) settings.read(text, 'NIX_CONFIG', read, skip);
  const searchPath = environment.get('NIX_PATH');
  if (searchPath !== undefined) settings.set('nix-path', splitSearchPath(searchPath).join(' '));
}

/** nix.conf of the machine, then those of the user, the most important last. */
function configurationFiles(
  environment: ReadonlyMap<ByteString, ByteString>,
  home: ByteString,
): ByteString[] {
  const machine = `${environment.get('NIX_CONF_DIR') || '/etc/nix'}/nix.conf`;
  const given = environment.get('NIX_USER_CONF_FILES');
  if (given !== undefined) return [machine, ...given.split(':').reverse()];
  const own =
    environment.get('NIX_CONFIG_HOME') ?? `${environment.get('XDG_CONFIG_HOME') ?? `${home}/.config`}/nix`;
  const others = (environment.get('XDG_CONFIG_DIRS') ?? '/etc/xdg').split(':').map((dir) => `${dir}/nix`);
  return [machine, ...[own, ...others].reverse().map((directory) => `${directory}/nix.conf`)];
}

/** `a=b:c`; a colon that belongs to a URL divides nothing. */
function splitSearchPath(text: ByteString): ByteString[] {
  const entries: ByteString[] = [];
  for (const piece of text.split(':')) {
    const last = entries[entries.length - 1] as ByteString | undefined;
    const location = last?.slice(last.lastIndexOf('=') + 1);
    if (location !== undefined && /^(https?|file|channel|git|s3|ssh|flake)$/.test(location) && piece !== '')
      entries[entries.length - 1] = `${last}:${piece}`;
    else entries.push(piece);
  }
  return entries.filter((entry) => entry !== '');
}
