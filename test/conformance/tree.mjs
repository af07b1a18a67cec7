// Derivations of a real package tree (a copy of a nixpkgs-like repository, never part of this one):
//   REAL_NIX='nix-instantiate' node test/conformance/tree.mjs --tree DIR [--as PATH] [NAME...]
// Every attribute that real Nix instantiates must have the same `drvPath` here. REAL_NIX sees the tree at PATH (default:
// DIR); without names, those of `pkgs/by-name` are taken.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const words = process.argv.slice(2);
const option = (name) => {
  const at = words.indexOf(name);
  return at < 0 ? undefined : words.splice(at, 2)[1];
};
const tree = option('--tree');
if (tree === undefined) {
  console.error('usage: node test/conformance/tree.mjs --tree DIR [--as PATH] [NAME...]');
  process.exit(2);
}
const seenByNix = option('--as') ?? resolve(tree);
const nix = (process.env.REAL_NIX ?? 'nix-instantiate').split(' ');
const byName = join(tree, 'pkgs/by-name');
const names =
  words.length > 0 ? words : readdirSync(byName).flatMap((letters) => readdirSync(join(byName, letters)));

/** What real Nix answers for each name that it can instantiate. */
const expected = new Map();
for (const name of names) {
  const { status, stdout } = spawnSync(nix[0], [...nix.slice(1), seenByNix, '-A', name], {
    encoding: 'utf8',
  });
  const path = stdout.trim();
  if (status === 0 && /^\S+\.drv$/.test(path)) expected.set(name, path);
}

const folder = mkdtempSync(join(tmpdir(), 'tree-'));
try {
  const list = [...expected.keys()].map((name) => `"${name}"`).join(' ');
  const text = `let p = import /tree { }; in map (n: p.\${n}.drvPath) [ ${list} ]`;
  writeFileSync(join(folder, 'all.nix'), text);
  const mounts = ['--mount', `${resolve(tree)}=/tree`, '--mount', `${folder}=/names`];
  const command = 'nix-instantiate --eval --strict --json --read-write-mode /names/all.nix';
  const run = spawnSync('node', [join(root, 'src/node/nixarium.mjs'), ...mounts, '-c', command], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (run.status !== 0) throw new Error(run.stderr);
  const paths = JSON.parse(run.stdout);
  let agree = 0;
  for (const [i, [name, path]] of [...expected].entries())
    if (paths[i] === path) agree++;
    else console.log(`${name}: ${paths[i]}, but Nix says ${path}`);
  console.log(`derivations ${expected.size} of ${names.length} instantiate: ${agree} agree`);
  process.exitCode = agree === expected.size ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
