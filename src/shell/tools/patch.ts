// patch: applies unified differences.
//
// Left out by name: other forms than the unified one, ed scripts, asking for file names, git's extensions.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { directoryName, statOf } from './paths.ts';
import { defineTool, Failure, type Call } from './tool.ts';

interface PatchHunk {
  readonly start: number;
  readonly newStart: number;
  /** Lines with their newlines, where they have one. */
  readonly before: readonly ByteString[];
  readonly after: readonly ByteString[];
  readonly leading: number;
  readonly trailing: number;
  readonly text: ByteString;
}

interface FilePatch {
  readonly oldName: ByteString;
  readonly newName: ByteString;
  /** The two lines above the hunks, for rejects. */
  readonly header: ByteString;
  readonly hunks: readonly PatchHunk[];
}

export const patch = defineTool({
  name: 'patch',
  summary: 'apply a difference to files',
  synopsis: '[OPTION]... [ORIGFILE [PATCHFILE]]',
  options:
    'b,backup !B,prefix= !c,context d,directory= !D,ifdef= dry-run !e,ed E,remove-empty-files f,force F,fuzz= !g,get= ' +
    'i,input= l,ignore-whitespace !n,normal N,forward o,output= p,strip= !r,reject-file= R,reverse s,quiet,silent ' +
    't,batch !T,set-time u,unified !v !V,version-control= verbose !Y,basename-prefix= !z,suffix= !Z,set-utc binary ' +
    'merge?= no-backup-if-mismatch posix',
  usageStatus: 2,
  *run(call) {
    const { options, process } = call;
    if (options.has('merge')) throw new NotSimulated('patch --merge');
    const [target, patchFile] = call.operands;
    const source = options.value('i') ?? patchFile ?? '-';
    let text: ByteString;
    try {
      const input = call.open(source);
      text = yield* input.rest();
      input.close();
      const directory = options.value('d');
      if (directory !== undefined) process.files.chdir(directory);
    } catch (error) {
      if (error instanceof PosixError)
        throw new Failure(`**** Can't open patch file ${error.path ?? source} : ${error.reason}`, 2);
      throw error;
    }
    const patches = parsePatch(text);
    if (patches.length === 0) throw new Failure('**** Only garbage was found in the patch input.', 2);
    let failed = false;
    for (const one of patches) failed = !(yield* new Application(call, one, target).apply()) || failed;
    return failed ? 1 : 0;
  },
});

/** Every unified difference in a text; what stands between them is ignored. */
export function parsePatch(text: ByteString): FilePatch[] {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const patches: FilePatch[] = [];
  for (let i = 0; i < lines.length; i++) {
    if (!lines[i].startsWith('--- ') || !(lines[i + 1] ?? '').startsWith('+++ ')) continue;
    const name = (line: ByteString) => line.slice(4).replace(/\n$/, '').split('\t')[0].replace(/ +$/, '');
    const [oldName, newName] = [name(lines[i]), name(lines[i + 1])];
    const header = lines[i] + lines[i + 1];
    const hunks: PatchHunk[] = [];
    i += 2;
    for (let range = HEADER.exec(lines[i] ?? ''); range !== null; range = HEADER.exec(lines[i] ?? '')) {
      const [oldCount, newCount] = [Number(range[2] ?? 1), Number(range[4] ?? 1)];
      const first = i++;
      const [before, after]: ByteString[][] = [[], []];
      const kinds: string[] = [];
      while (
        i < lines.length &&
        (before.length < oldCount || after.length < newCount || lines[i].startsWith('\\'))
      ) {
        const line = lines[i] === '\n' ? ' \n' : lines[i];
        const [mark, body] = [line[0], line.slice(1)];
        if (mark === '\\') {
          // The line before has no newline.
          const last = kinds.at(-1);
          if (last !== '+') before.push((before.pop() ?? '').replace(/\n$/, ''));
          if (last !== '-') after.push((after.pop() ?? '').replace(/\n$/, ''));
        } else if (mark === ' ' || mark === '-' || mark === '+') {
          kinds.push(mark);
          if (mark !== '+') before.push(body);
          if (mark !== '-') after.push(body);
        } else throw new Failure(`**** malformed patch at line ${i + 1}: ${line}`, 2);
        i++;
      }
      const leading = kinds.findIndex((kind) => kind !== ' ');
      const trailing = [...kinds].reverse().findIndex((kind) => kind !== ' ');
      hunks.push({
        start: Number(range[1]),
        newStart: Number(range[3]),
        before,
        after,
        leading: leading < 0 ? kinds.length : leading,
        trailing: trailing < 0 ? kinds.length : trailing,
        text: lines.slice(first, i).join(''),
      });
    }
    i--;
    patches.push({ oldName, newName, header, hunks });
  }
  return patches;
}

const HEADER = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

class Application {
  constructor(
    private readonly call: Call,
    private readonly patch: FilePatch,
    private readonly target: ByteString | undefined,
  ) {}

  *apply(): Task<boolean> {
    const { call } = this;
    const { options, files } = call;
    const path = this.#path();
    if (path === undefined) {
      yield* call.print(
        `can't find file to patch at input line 3\nPerhaps you used the wrong -p or --strip option?\n`,
      );
      throw new Failure('', 1);
    }
    const there = statOf(files, path);
    if (!options.has('s'))
      yield* call.print(
        `${options.has('dry-run') ? 'checking' : 'patching'} file ${call.nameAsWord(path)}\n`,
      );
    let lines: ByteString[] =
      there === undefined ? [] : (files.readText(path).match(/[^\n]*\n|[^\n]+$/g) ?? []);
    const reverse = options.has('R');
    let offset = 0;
    const rejected: ByteString[] = [];
    let fuzzy = false;
    for (const [i, hunk] of this.patch.hunks.entries()) {
      const [from, to] = reverse ? [hunk.after, hunk.before] : [hunk.before, hunk.after];
      const start = reverse ? hunk.newStart : hunk.start;
      const place = this.#find(lines, from, hunk, start - (from.length === 0 ? 0 : 1) + offset);
      if (place === undefined) {
        yield* call.print(`Hunk #${i + 1} FAILED at ${start}.\n`);
        rejected.push(hunk.text);
        continue;
      }
      const { at, fuzz } = place;
      const moved = at - (start - (from.length === 0 ? 0 : 1));
      if ((moved !== 0 && moved !== offset) || fuzz > 0) {
        fuzzy = true;
        const shifted = moved === 0 ? '' : ` (offset ${moved} line${Math.abs(moved) === 1 ? '' : 's'})`;
        yield* call.print(
          `Hunk #${i + 1} succeeded at ${at + 1}${fuzz > 0 ? ` with fuzz ${fuzz}` : ''}${shifted}.\n`,
        );
      }
      const [head, tail] = [Math.min(fuzz, hunk.leading), Math.min(fuzz, hunk.trailing)];
      const kept = to.slice(head, to.length - tail);
      const gone = from.length - head - tail;
      lines = [...lines.slice(0, at + head), ...kept, ...lines.slice(at + head + gone)];
      offset = at + to.length - from.length - (start - (from.length === 0 ? 0 : 1));
    }
    if (rejected.length > 0)
      yield* call.print(
        `${rejected.length} out of ${this.patch.hunks.length} hunk${this.patch.hunks.length === 1 ? '' : 's'} FAILED -- saving rejects to file ${path}.rej\n`,
      );
    if (!options.has('dry-run')) this.#write(path, lines, there !== undefined, rejected, fuzzy);
    return rejected.length === 0;
  }

  #write(
    path: ByteString,
    lines: readonly ByteString[],
    existed: boolean,
    rejected: readonly ByteString[],
    fuzzy: boolean,
  ): void {
    const { call, patch } = this;
    const { options, files } = call;
    const output = options.value('o') ?? path;
    if (
      existed &&
      (options.has('b') || rejected.length > 0 || (fuzzy && !options.has('no-backup-if-mismatch')))
    )
      files.writeFile(`${path}.orig`, files.readFile(path).slice());
    const result = options.has('R') ? patch.oldName : patch.newName;
    if (lines.length === 0 && (result === '/dev/null' || options.has('E'))) files.unlink(path);
    else {
      if (output === path && !existed) files.makeDirectories(directoryName(path));
      files.writeFile(output, lines.join(''));
    }
    if (rejected.length > 0) files.writeFile(`${path}.rej`, patch.header + rejected.join(''));
  }

  /** Which file is meant: the named one, or the one of both names that is there. */
  #path(): ByteString | undefined {
    if (this.target !== undefined) return this.target;
    const { options, files } = this.call;
    const strip = options.value('p');
    const stripped = (name: ByteString) => {
      if (name === '/dev/null') return undefined;
      const parts = name.split(/\/+/);
      return strip === undefined ? parts.at(-1) : parts.slice(Number(strip)).join('/') || undefined;
    };
    const names = [stripped(this.patch.oldName), stripped(this.patch.newName)].filter(
      (name) => name !== undefined,
    );
    return (
      names.find((name) => statOf(files, name) !== undefined) ??
      (this.patch.hunks[0]?.before.length === 0 ? names.at(-1) : undefined)
    );
  }

  /** Where a hunk fits: at its place, else the nearest, with up to `-F` lines of context left out at its ends. */
  #find(
    lines: readonly ByteString[],
    from: readonly ByteString[],
    hunk: PatchHunk,
    expected: number,
  ): { at: number; fuzz: number } | undefined {
    const most = Math.min(Number(this.call.options.value('F') ?? 2), Math.max(hunk.leading, hunk.trailing));
    const blanks = this.call.options.has('l');
    const same = (a: ByteString, b: ByteString) =>
      a === b || (blanks && a.replace(/\s+/g, ' ').trim() === b.replace(/\s+/g, ' ').trim());
    for (let fuzz = 0; fuzz <= most; fuzz++) {
      const [head, tail] = [Math.min(fuzz, hunk.leading), Math.min(fuzz, hunk.trailing)];
      const wanted = from.slice(head, from.length - tail);
      const fits = (at: number) =>
        at + head >= 0 &&
        at + head + wanted.length <= lines.length &&
        wanted.every((line, i) => same(line, lines[at + head + i]));
      for (let distance = 0; distance <= lines.length + Math.abs(expected); distance++) {
        if (fits(expected + distance)) return { at: expected + distance, fuzz };
        if (fits(expected - distance)) return { at: expected - distance, fuzz };
      }
    }
    return undefined;
  }
}
