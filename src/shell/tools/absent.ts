// Tools that are commonly typed and are not here: each says so by name, and never pretends.
import { NotSimulated } from '../../engine/base/index.ts';
import type { Tool } from './tool.ts';

const NAMES =
  'apt apt-get awk bc busctl bzip2 curl dd df docker emacs free gawk gcc gdb git gunzip gzip htop ip journalctl jq ' +
  'less make man mount more nano openssl perl ping ps python python3 rsync scp screen script ssh strace su systemctl ' +
  'tar tmux top umount unzip vi vim wget xz zip zstd';

export const ABSENT_TOOLS: readonly Tool[] = NAMES.split(' ').map((name) => ({
  name,
  summary: 'not simulated',
  *run() {
    throw new NotSimulated(name);
  },
}));
