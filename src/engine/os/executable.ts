// execve: from a path to the program that runs, through `#!` lines (execve(2), fs/binfmt_script.c of Linux).
//
// Invariant: only a simulated binary ends the search; anything else is ENOEXEC, never a guess.
import { fromBytes, NotSimulated, type ByteString } from '../base/index.ts';
import { PosixError, type Files } from '../vfs/index.ts';
import { simulatedProgram } from './simulated-binary.ts';
import type { Program } from './process.ts';

export interface LoadedProgram {
  readonly program: Program;
  /** argv after `#!` lines have been followed. */
  readonly argv: readonly ByteString[];
}

const SCRIPT_DEPTH = 4;
const LINE_LIMIT = 256;

/** Finds what a file runs. Throws PosixError: ENOENT, EACCES (not executable, or no file), ENOEXEC, ELOOP. */
export function loadProgram(
  path: ByteString,
  argv: readonly ByteString[],
  files: Files,
  programs: ReadonlyMap<string, Program>,
): LoadedProgram {
  let file = path;
  let args = argv;
  for (let depth = 0; ; depth++) {
    const data = readExecutable(file, files);
    const name = simulatedProgram(data);
    if (name !== undefined) return { program: programs.get(name) ?? missing(name), argv: args };
    if (data[0] !== 0x23 || data[1] !== 0x21) throw new PosixError('ENOEXEC', path);
    if (depth >= SCRIPT_DEPTH) throw new PosixError('ELOOP', path);
    const line = fromBytes(data.subarray(2, LINE_LIMIT)).split('\n', 1)[0];
    const match = /^[ \t]*([^ \t]+)[ \t]*(.*?)[ \t]*$/s.exec(line);
    if (match === null) throw new PosixError('ENOEXEC', path);
    const [, interpreter, argument] = match;
    args = [interpreter, ...(argument === '' ? [] : [argument]), file, ...args.slice(1)];
    file = interpreter;
  }
}

function readExecutable(path: ByteString, files: Files): Uint8Array {
  const stat = files.stat(path);
  if (stat.kind !== 'file' || !files.access(path, 'x')) throw new PosixError('EACCES', path);
  return files.open(path, {}).fileSystem.read(stat.ino);
}

function missing(name: ByteString): Program {
  return function* (process) {
    const error = new NotSimulated(`the program ${name}`);
    yield* process.printError(`${process.argv[0]}: ${error.message}\n`);
    return 126;
  };
}
