// sed: edits lines as they come. The script is sed-script.ts's; here it is carried out.
//
// Invariant: a line is read only when it is needed, but one ahead, as `$` asks whether it is the last.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import { outputSink, type Task } from '../../engine/os/index.ts';
import { PosixError } from '../../engine/vfs/index.ts';
import { escapeByte } from '../format/escape.ts';
import type { PosixRegex } from './posix-regex.ts';
import { Output, type Input } from './output.ts';
import { parseScript, SedError, type Address, type Chunk, type Command, type Pattern } from './sed-script.ts';
import { substitute } from './sed-substitute.ts';
import { defineTool, Failure, UsageError, type Call } from './tool.ts';

export const sed = defineTool({
  name: 'sed',
  summary: 'edit lines by a script',
  synopsis: '[OPTION]... {script-only-if-no-other-script} [input-file]...',
  options:
    'n,quiet,silent !debug e,expression= f,file= E,r,regexp-extended i,in-place??= l,line-length= posix ' +
    's,separate !sandbox u,unbuffered z,null-data !follow-symlinks b,binary',
  usageLine: '[OPTION]... {script-only-if-no-other-script} [input-file]...',
  *run(call) {
    const { options } = call;
    const operands = [...options.operands];
    const chunks: Chunk[] = [];
    let expressions = 0;
    for (const { key, value = '' } of options.given) {
      if (key === 'e') chunks.push({ text: value, name: `-e expression #${++expressions}`, isFile: false });
      if (key === 'f') {
        try {
          const input = call.open(value);
          chunks.push({ text: yield* input.rest(), name: `file ${value}`, isFile: true });
          input.close();
        } catch (error) {
          if (error instanceof PosixError)
            throw new Failure(`couldn't open file ${value}: ${error.reason}`, 4);
          throw error;
        }
      }
    }
    if (chunks.length === 0) {
      const text = operands.shift();
      if (text === undefined) throw new UsageError('');
      chunks.push({ text, name: '-e expression #1', isFile: false });
    }
    let commands: Command[];
    try {
      commands = parseScript(chunks, { extended: options.has('E'), utf8: call.utf8 });
    } catch (error) {
      if (error instanceof SedError) throw new Failure(error.message, error.status);
      throw error;
    }
    const quiet = options.has('n') || /^#n(\n|$)/.test(chunks[0].text);
    return yield* new Editor(call, commands, quiet).run(operands.length === 0 ? ['-'] : operands);
  },
});

interface Line {
  readonly text: ByteString;
  readonly ended: boolean;
}

/** What a range of one command remembers from line to line. */
interface RangeState {
  active: boolean;
  /** The last line of the range, where it is a number. */
  until: number;
}

class Editor {
  readonly #call: Call;
  readonly #commands: readonly Command[];
  readonly #quiet: boolean;
  readonly #delimiter: ByteString;
  readonly #separate: boolean;
  readonly #ranges = new Map<Command, RangeState>();
  readonly #files = new Map<ByteString, Output>();
  readonly #reads = new Map<ByteString, Input | undefined>();
  #paths: ByteString[] = [];
  #path: ByteString = '-';
  #input: Input | undefined;
  #ahead: Line | undefined;
  #out: Output;
  #edited: { readonly path: ByteString; readonly text: ByteString[] } | undefined;
  /** Outputs whose last line has no newline yet. */
  readonly #unfinished = new Set<Output>();
  #number = 0;
  #space: ByteString = '';
  #ended = true;
  #hold: ByteString = '';
  #append: { readonly kind: 'text' | 'file'; readonly text: ByteString }[] = [];
  #substituted = false;
  #last: PosixRegex | undefined;
  #status: number | undefined;

  constructor(call: Call, commands: readonly Command[], quiet: boolean) {
    this.#call = call;
    this.#commands = commands;
    this.#quiet = quiet;
    this.#out = call.out;
    this.#delimiter = call.options.has('z') ? '\0' : '\n';
    this.#separate = call.options.has('s') || call.options.has('i');
  }

  *run(paths: readonly ByteString[]): Task<number> {
    this.#paths = [...paths];
    for (const command of this.#commands) {
      const path = command.name === 'w' || command.name === 'W' ? command.text : command.substitution?.file;
      if (path !== undefined) this.#openToWrite(path);
    }
    let restart = false;
    while (this.#status === undefined && (restart || (yield* this.#next()))) {
      const outcome = yield* this.#cycle();
      restart = outcome === 'restart';
      if (outcome !== 'deleted' && outcome !== 'restart' && outcome !== 'silent' && !this.#quiet)
        yield* this.#print(this.#space);
      yield* this.#flushAppended();
    }
    if (this.#edited !== undefined) {
      // What was not read stays as it is.
      while (this.#input !== undefined && (yield* this.#peek()) !== undefined) {
        const line = this.#ahead as Line;
        this.#ahead = undefined;
        yield* this.#write(this.#out, line.text, line.ended);
      }
      yield* this.#endFile();
    }
    this.#input?.close();
    for (const output of this.#files.values()) {
      yield* output.flush();
      if (output !== this.#call.out) output.stream.close();
    }
    return this.#status ?? this.#call.status;
  }

  /** Opens the next file that can be read; false when there is none. */
  *#nextFile(): Task<boolean> {
    const call = this.#call;
    for (let path = this.#paths.shift(); path !== undefined; path = this.#paths.shift()) {
      const inPlace = call.options.has('i');
      try {
        if (path !== '-' || inPlace) {
          const stat = call.files.stat(path);
          if (stat.kind === 'directory') {
            if (!inPlace) throw new Failure(`read error on ${path}: Is a directory`, 4);
            yield* call.complain(`couldn't edit ${path}: not a regular file`, 4);
            continue;
          }
        }
        this.#input = call.open(path);
      } catch (error) {
        if (!(error instanceof PosixError)) throw error;
        yield* call.complain(`can't read ${path}: ${error.reason}`, 2);
        continue;
      }
      this.#path = path;
      if (this.#separate) this.#number = 0;
      if (inPlace) {
        const text: ByteString[] = [];
        this.#edited = { path, text };
        this.#out = new Output(
          outputSink(function* (part) {
            text.push(part);
            yield 'tick';
          }),
        );
      }
      return true;
    }
    return false;
  }

  /** The file is read to its end: with -i its new text is written. */
  *#endFile(): Task<void> {
    this.#input?.close();
    this.#input = undefined;
    if (this.#edited === undefined) return;
    yield* this.#out.flush();
    const { path, text } = this.#edited;
    this.#edited = undefined;
    this.#out = this.#call.out;
    const { files, options } = this.#call;
    const suffix = options.value('i');
    const { mode } = files.stat(path);
    try {
      if (suffix !== undefined && suffix !== '')
        files.rename(path, suffix.includes('*') ? suffix.replace(/\*/g, path) : path + suffix);
      else files.unlink(path);
      files.writeFile(path, text.join(''), { mode });
      files.chmod(path, mode);
    } catch (error) {
      if (error instanceof PosixError)
        throw new Failure(`couldn't open temporary file ${path}: ${error.reason}`, 4);
      throw error;
    }
  }

  /** The line behind the current one, in this file. */
  *#peek(): Task<Line | undefined> {
    if (this.#ahead !== undefined) return this.#ahead;
    if (this.#input === undefined) return undefined;
    const line = yield* this.#input.line(this.#delimiter);
    if (line === undefined) return undefined;
    const ended = line.endsWith(this.#delimiter);
    this.#ahead = { text: ended ? line.slice(0, -1) : line, ended };
    return this.#ahead;
  }

  /** The next line of all input, which is then the one ahead no more; false at the end. */
  *#read(): Task<Line | undefined> {
    for (;;) {
      const line = yield* this.#peek();
      if (line !== undefined) {
        this.#ahead = undefined;
        this.#number++;
        return line;
      }
      if (this.#input !== undefined) yield* this.#endFile();
      if (!(yield* this.#nextFile())) return undefined;
    }
  }

  *#next(): Task<boolean> {
    const line = yield* this.#read();
    if (line === undefined) return false;
    this.#space = line.text;
    this.#ended = line.ended;
    return true;
  }

  /** Whether the current line is the last: of all files, or with -s and -i of its own. */
  *#isLast(): Task<boolean> {
    if ((yield* this.#peek()) !== undefined) return false;
    if (this.#separate) return true;
    while (this.#paths.length > 0) {
      yield* this.#endFile();
      if (!(yield* this.#nextFile())) return true;
      if ((yield* this.#peek()) !== undefined) return false;
    }
    return true;
  }

  /** Runs the script once. `deleted`: no printing; `restart`: again without reading (D); `silent`: Q. */
  *#cycle(): Task<'done' | 'deleted' | 'restart' | 'silent'> {
    this.#substituted = false;
    const commands = this.#commands;
    let steps = 0;
    for (let at = 0; at < commands.length; at++) {
      const command = commands[at];
      if (++steps % 500 === 0) yield 'tick';
      if (command.name === '}' || command.name === ':') continue;
      if ((yield* this.#selects(command)) === command.negated) {
        if (command.name === '{') at = command.target;
        continue;
      }
      switch (command.name) {
        case '{':
        case 'v':
          break;
        case '=':
          yield* this.#emit(this.#out, `${this.#number}\n`);
          break;
        case 'a':
          this.#append.push({ kind: 'text', text: command.text });
          break;
        case 'i':
          yield* this.#emit(this.#out, command.text);
          break;
        case 'c':
          if (command.last === undefined || command.negated || this.#ranges.get(command)?.active !== true)
            yield* this.#emit(this.#out, command.text);
          return 'deleted';
        case 'd':
          return 'deleted';
        case 'D': {
          const newline = this.#space.indexOf('\n');
          if (newline < 0) return 'deleted';
          this.#space = this.#space.slice(newline + 1);
          return 'restart';
        }
        case 'F':
          yield* this.#emit(this.#out, `${this.#path}\n`);
          break;
        case 'g':
          this.#space = this.#hold;
          break;
        case 'G':
          this.#space += `\n${this.#hold}`;
          break;
        case 'h':
          this.#hold = this.#space;
          break;
        case 'H':
          this.#hold += `\n${this.#space}`;
          break;
        case 'x':
          [this.#space, this.#hold] = [this.#hold, this.#space];
          break;
        case 'z':
          this.#space = '';
          break;
        case 'l':
        case 'L':
          yield* this.#emit(this.#out, this.#unambiguous(command.number));
          break;
        case 'n': {
          if (yield* this.#isLast()) {
            this.#status ??= yield* this.#endOrNextFile();
            if (this.#status !== undefined)
              return this.#call.process.environment.has('POSIXLY_CORRECT') ? 'silent' : 'done';
          }
          if (!this.#quiet) yield* this.#print(this.#space);
          yield* this.#flushAppended();
          if (!(yield* this.#next())) return 'silent';
          break;
        }
        case 'N': {
          if (yield* this.#isLast()) {
            this.#status ??= yield* this.#endOrNextFile();
            if (this.#status !== undefined)
              return this.#call.process.environment.has('POSIXLY_CORRECT') ? 'silent' : 'done';
          }
          yield* this.#flushAppended();
          const before = this.#space;
          if (!(yield* this.#next())) return 'done';
          this.#space = `${before}\n${this.#space}`;
          break;
        }
        case 'p':
          yield* this.#print(this.#space);
          break;
        case 'P':
          yield* this.#emit(this.#out, this.#space.split('\n', 1)[0] + this.#delimiter);
          break;
        case 'q':
          this.#status = command.number ?? this.#call.status;
          return 'done';
        case 'Q':
          this.#status = command.number ?? this.#call.status;
          return 'silent';
        case 'r':
          this.#append.push({ kind: 'file', text: command.text });
          break;
        case 'R':
          yield* this.#readOneLine(command.text);
          break;
        case 'w':
          yield* this.#write(this.#openToWrite(command.text), this.#space, true);
          break;
        case 'W':
          yield* this.#write(this.#openToWrite(command.text), this.#space.split('\n', 1)[0], true);
          break;
        case 's':
          yield* this.#substitute(command);
          break;
        case 'y':
          this.#space = this.#space.replace(/[^]/g, (byte) => {
            for (let i = 0; i < command.text.length; i += 2)
              if (command.text[i] === byte) return command.text[i + 1];
            return byte;
          });
          break;
        case 'b':
          at = command.target - 1;
          break;
        case 't':
          if (this.#substituted) at = command.target - 1;
          this.#substituted = false;
          break;
        case 'T':
          if (!this.#substituted) at = command.target - 1;
          this.#substituted = false;
          break;
        default:
          throw new NotSimulated(`sed: the command ${command.name}`);
      }
    }
    return 'done';
  }

  /** No line follows in this file: the end of all, unless another file does (with -s). */
  *#endOrNextFile(): Task<number | undefined> {
    return this.#separate && this.#paths.length > 0 ? undefined : this.#call.status;
  }

  *#selects(command: Command): Task<boolean> {
    const { first, last } = command;
    if (first === undefined) return true;
    if (last === undefined) return yield* this.#fits(first);
    let state = this.#ranges.get(command);
    if (state === undefined) {
      // `0,/x/` may end on the first line already.
      state = { active: first.kind === 'line' && first.line === 0, until: Infinity };
      this.#ranges.set(command, state);
    }
    if (!state.active) {
      if (!(yield* this.#fits(first))) return false;
      state.until =
        last.kind === 'line'
          ? last.line
          : last.kind === 'count'
            ? this.#number + last.count
            : last.kind === 'multiple'
              ? last.of === 0
                ? this.#number
                : this.#number + last.of - (this.#number % last.of)
              : Infinity;
      state.active = state.until > this.#number && !(last.kind === 'last' && (yield* this.#isLast()));
      return true;
    }
    if (last.kind === 'pattern' || last.kind === 'last' || last.kind === 'step') {
      if (yield* this.#fits(last)) state.active = false;
      return true;
    }
    if (this.#number >= state.until) state.active = false;
    // A range whose end lies behind already is only its first line.
    return this.#number <= state.until || (yield* this.#fits(first));
  }

  *#fits(address: Address): Task<boolean> {
    switch (address.kind) {
      case 'line':
        return this.#number === address.line;
      case 'step':
        return address.step <= 0
          ? this.#number === address.first
          : this.#number >= address.first && (this.#number - address.first) % address.step === 0;
      case 'last':
        return yield* this.#isLast();
      case 'pattern':
        return this.#regex(address.pattern).test(this.#space);
    }
  }

  #regex(pattern: Pattern): PosixRegex {
    if (pattern !== 'last') this.#last = pattern;
    if (this.#last === undefined)
      throw new Failure('-e expression #1, char 0: no previous regular expression');
    return this.#last;
  }

  *#substitute(command: Command): Task<void> {
    const { substitution } = command;
    if (substitution === undefined) return;
    const changed = substitute(
      this.#space,
      this.#regex(substitution.pattern),
      substitution.replacement,
      substitution,
    );
    if (changed === undefined) return;
    this.#space = changed;
    this.#substituted = true;
    if (substitution.print) yield* this.#print(this.#space);
    if (substitution.file !== undefined)
      yield* this.#write(this.#openToWrite(substitution.file), this.#space, true);
  }

  *#print(text: ByteString): Task<void> {
    yield* this.#write(this.#out, text, this.#ended);
  }

  /** A last line without a newline stays without one, unless more comes behind it. */
  *#write(out: Output, text: ByteString, ended: boolean): Task<void> {
    yield* this.#emit(out, text + (ended ? this.#delimiter : ''));
    if (!ended) this.#unfinished.add(out);
  }

  *#emit(out: Output, text: ByteString): Task<void> {
    if (text === '') return;
    if (this.#unfinished.delete(out)) yield* out.write(this.#delimiter);
    yield* out.write(text);
  }

  *#flushAppended(): Task<void> {
    const appended = this.#append;
    this.#append = [];
    for (const { kind, text } of appended) {
      if (kind === 'text') yield* this.#emit(this.#out, text);
      else {
        try {
          yield* this.#emit(
            this.#out,
            text === '/dev/stdin' ? yield* this.#call.open('-').rest() : this.#call.files.readText(text),
          );
        } catch (error) {
          if (!(error instanceof PosixError)) throw error;
        }
      }
    }
  }

  *#readOneLine(path: ByteString): Task<void> {
    if (!this.#reads.has(path)) {
      try {
        this.#reads.set(path, this.#call.open(path));
      } catch (error) {
        if (!(error instanceof PosixError)) throw error;
        this.#reads.set(path, undefined);
      }
    }
    const line = yield* this.#reads.get(path)?.line() ?? nothing();
    if (line !== undefined)
      this.#append.push({ kind: 'text', text: line.endsWith('\n') ? line : `${line}\n` });
  }

  #openToWrite(path: ByteString): Output {
    if (path === '/dev/stdout') return this.#out;
    let output = this.#files.get(path);
    if (output === undefined) {
      try {
        output = new Output(this.#call.process.open(path, { write: true, create: true, truncate: true }));
      } catch (error) {
        if (error instanceof PosixError) throw new Failure(`couldn't open file ${path}: ${error.reason}`, 4);
        throw error;
      }
      this.#files.set(path, output);
    }
    return output;
  }

  /** `l`: escapes, and `$` at the end; long lines are folded. */
  #unambiguous(number: number | undefined): ByteString {
    const given = number ?? Number(this.#call.options.value('l') ?? 70);
    const width = given === 0 || given === 1 ? Infinity : given;
    let out = '';
    let column = 0;
    for (const byte of this.#space) {
      const shown = byte === '\\' ? '\\\\' : /[ -~]/.test(byte) ? byte : escapeByte(byte);
      if (column + shown.length > width - 1) {
        out += '\\\n';
        column = 0;
      }
      out += shown;
      column += shown.length;
    }
    return `${out}$\n`;
  }
}

function* nothing(): Task<undefined> {
  return undefined;
}
