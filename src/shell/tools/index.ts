// The core tools of the machine, as one list, and busybox that holds them all.
import type { Program } from '../../engine/os/index.ts';
import { busyboxOf } from './busybox.ts';
import { cat, tac } from './cat.ts';
import { md5sum, sha1sum, sha256sum, sha512sum } from './checksum.ts';
import { chgrp, chmod, chown } from './chmod.ts';
import { cp, mv } from './cp.ts';
import { mkdir, rmdir } from './directories.ts';
import { echo, falseTool, printf, trueTool, yes } from './echo.ts';
import { env, nice, nohup, printenv, which } from './env.ts';
import { expr } from './expr.ts';
import { comm, cut, join, paste } from './fields.ts';
import { egrep, fgrep, grep } from './grep.ts';
import { head, tail } from './head.ts';
import { arch, groups, hostname, id, logname, nproc, tty, uname, whoami } from './identity.ts';
import { expand, fold, nl, rev, split, tsort, unexpand, uniq } from './lines.ts';
import { link, ln, unlink } from './ln.ts';
import { dir, ls, vdir } from './ls.ts';
import { basename, dirname, pwd } from './names.ts';
import { readlink, realpath } from './readlink.ts';
import { rm } from './rm.ts';
import { sed } from './sed.ts';
import { seq } from './seq.ts';
import { sleep } from './sleep.ts';
import { sort } from './sort.ts';
import { sudo } from './sudo.ts';
import { tee } from './tee.ts';
import { bracket, testTool } from './test.ts';
import { base32, base64 } from './base-encoding.ts';
import { clear, date } from './date.ts';
import { cmp, diff } from './diff.ts';
import { du } from './du.ts';
import { hexdump, od, xxd } from './dump.ts';
import { file } from './file.ts';
import { find } from './find.ts';
import { install, mktemp } from './install.ts';
import { patch } from './patch.ts';
import { stat } from './stat.ts';
import { tree } from './tree.ts';
import { xargs } from './xargs.ts';
import { ABSENT_TOOLS } from './absent.ts';
import type { Tool } from './tool.ts';
import { touch } from './touch.ts';
import { tr } from './tr.ts';
import { wc } from './wc.ts';

export type { Tool } from './tool.ts';
export { findOnPath } from './run-program.ts';

/** Every tool that can be run, by no particular order; names are unique. */
export const CORE_TOOLS: readonly Tool[] = [
  ...ABSENT_TOOLS,
  base32,
  base64,
  clear,
  date,
  cmp,
  diff,
  du,
  hexdump,
  od,
  xxd,
  file,
  find,
  install,
  mktemp,
  patch,
  stat,
  tree,
  xargs,
  comm,
  cut,
  egrep,
  expand,
  expr,
  fgrep,
  fold,
  grep,
  join,
  nl,
  paste,
  rev,
  sed,
  seq,
  split,
  tr,
  tsort,
  unexpand,
  uniq,
  arch,
  basename,
  bracket,
  cat,
  chgrp,
  chmod,
  chown,
  cp,
  dir,
  dirname,
  echo,
  env,
  falseTool,
  groups,
  head,
  hostname,
  id,
  link,
  ln,
  logname,
  ls,
  md5sum,
  mkdir,
  mv,
  nice,
  nohup,
  nproc,
  printenv,
  printf,
  pwd,
  readlink,
  realpath,
  rm,
  rmdir,
  sha1sum,
  sha256sum,
  sha512sum,
  sleep,
  sort,
  sudo,
  tac,
  tail,
  tee,
  testTool,
  touch,
  trueTool,
  tty,
  uname,
  unlink,
  vdir,
  wc,
  which,
  whoami,
  yes,
];

/** The program busybox, whose applets are the core tools and the shell `sh`. */
export function busybox(sh: Program): Program {
  return busyboxOf(CORE_TOOLS, sh);
}
