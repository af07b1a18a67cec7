// Undo and redo: the diffs of a world take it back and forth exactly.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PosixError, type Files } from '../src/engine/vfs/index.ts';
import { squash, TABLE_NAMES, World, type Diff } from '../src/engine/world/index.ts';

/** Everything a world holds, in an order of its own. */
function contents(world: World): unknown {
  return TABLE_NAMES.map((name) => new Map(world.records(name).sort(([a], [b]) => (a < b ? -1 : 1))));
}

type Change = (files: Files) => void;
const path = fc.constantFrom('/a', '/b', '/a/c', '/b/c', '/a/c/d', '/l');
const text = fc.string({ maxLength: 5 }).map((s) => s.replace(/[^ -~]/g, '.'));
const change: fc.Arbitrary<Change> = fc.oneof(
  path.map((p) => (files: Files) => files.mkdir(p)),
  fc.tuple(path, text, fc.boolean()).map(
    ([p, t, append]) =>
      (files: Files) =>
        files.writeFile(p, t, { append }),
  ),
  path.map((p) => (files: Files) => files.removeTree(p)),
  fc.tuple(path, path).map(
    ([from, to]) =>
      (files: Files) =>
        files.rename(from, to),
  ),
  fc.tuple(path, path).map(
    ([from, to]) =>
      (files: Files) =>
        files.link(from, to),
  ),
  fc.tuple(path, path).map(
    ([target, p]) =>
      (files: Files) =>
        files.symlink(target, p),
  ),
  fc.tuple(path, fc.integer({ min: 0, max: 0o777 })).map(
    ([p, mode]) =>
      (files: Files) =>
        files.chmod(p, mode),
  ),
);

/** Commands of several changes each; a change that cannot be made changes nothing. */
const commands = fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 8 });

function attempt(files: Files, one: Change): void {
  try {
    one(files);
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
  }
}

describe('the diffs of a world', () => {
  it('lead back to every earlier state and forth again', () => {
    fc.assert(
      fc.property(commands, (all) => {
        const world = new World();
        world.takeDiff();
        const states = [contents(world)];
        const diffs: Diff[] = [];
        for (const command of all) {
          world.advance(1);
          for (const one of command) attempt(world.rootFiles, one);
          diffs.push(world.takeDiff());
          states.push(contents(world));
        }
        for (let n = diffs.length - 1; n >= 0; n--) {
          world.apply(diffs[n], 'backwards');
          expect(contents(world)).toEqual(states[n]);
        }
        for (const [n, diff] of diffs.entries()) {
          world.apply(diff, 'forwards');
          expect(contents(world)).toEqual(states[n + 1]);
        }
      }),
    );
  });

  it('squash into one that does the same', () => {
    fc.assert(
      fc.property(commands, fc.nat(8), (all, undone) => {
        const world = new World();
        world.takeDiff();
        const before = world.copy();
        const steps: { diff: Diff; direction: 'forwards' | 'backwards' }[] = [];
        for (const command of all) {
          for (const one of command) attempt(world.rootFiles, one);
          steps.push({ diff: world.takeDiff(), direction: 'forwards' });
        }
        for (const { diff } of steps.slice().reverse().slice(0, undone)) {
          world.apply(diff, 'backwards');
          steps.push({ diff, direction: 'backwards' });
        }
        before.apply(squash(steps), 'forwards');
        expect(contents(before)).toEqual(contents(world));
      }),
    );
  });
});
