// Canonical metadata: nothing about a store object depends on when, where and by whom it was made.
//
// Files become 0444 or 0555, directories 0555, every time 1, every owner root. Source of the rule: Nix's
// `canonicalisePathMetaData`.
import type { ByteString } from '../base/index.ts';
import type { Files } from '../vfs/index.ts';
import { BadNar } from './nar.ts';

const CANONICAL_TIME = 1;

export function makeCanonical(files: Files, path: ByteString): void {
  const stat = files.lstat(path);
  if (stat.kind === 'device') throw new BadNar(`file '${path}' has an unsupported type`);
  if (stat.kind === 'directory')
    for (const { name } of files.readDir(path)) makeCanonical(files, `${path}/${name}`);
  if (stat.kind !== 'symlink') {
    const mode = stat.kind === 'directory' || (stat.mode & 0o100) !== 0 ? 0o555 : 0o444;
    if (stat.mode !== mode) files.chmod(path, mode);
  }
  if (stat.uid !== 0 || stat.gid !== 0) files.chown(path, 0, 0, false);
  if (stat.mtime !== CANONICAL_TIME) files.utimes(path, CANONICAL_TIME, false);
}
