// Where a user's profile is, and with which rights it is changed.
import type { ByteString } from '../engine/base/index.ts';
import type { ProfileAccess } from '../engine/profile/index.ts';
import { STATE_DIR } from '../engine/store/index.ts';
import type { NixContext } from './nix-context.ts';

export function profileAccess(context: NixContext): ProfileAccess {
  return { files: context.process.files, storeFiles: context.store.files, observe: context.world.tell };
}

/** The directory of a user's profiles: root's is in Nix's state, everybody else's in their home. */
function profilesDirectory(context: NixContext): ByteString {
  return context.process.files.credentials.uid === 0
    ? `${STATE_DIR}/profiles/per-user/root`
    : `${context.home}/.local/state/nix/profiles`;
}

/**
 * The profile that `~/.nix-profile` leads to, as an absolute path; the link and the directory are made when they are
 * missing. Source of the rule: Nix's `getDefaultProfile`.
 */
export function defaultProfile(context: NixContext): ByteString {
  const { files, credentials } = {
    files: context.process.files,
    credentials: context.process.files.credentials,
  };
  const link = `${context.home}/.nix-profile`;
  const directory = profilesDirectory(context);
  files.makeDirectories(directory, 0o755);
  const profile = credentials.uid === 0 ? `${STATE_DIR}/profiles/default` : `${directory}/profile`;
  if (!files.exists(link, false)) files.symlink(profile, link);
  const target = files.readlink(link);
  return target.startsWith('/') ? target : `${context.home}/${target}`;
}
