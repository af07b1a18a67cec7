// Scripts of sed: from text to commands. GNU sed 4.9's language but for `e` (running programs), which is refused.
//
// Errors are SedError with GNU's words and the place they are counted from: `-e expression #1, char 5`.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import { PosixRegex, RegexError } from './posix-regex.ts';
import { parseReplacement, type Replacement } from './sed-substitute.ts';

export class SedError extends Error {
  constructor(
    message: string,
    readonly status = 1,
  ) {
    super(message);
  }
}

/** A regular expression, or the last one used. */
export type Pattern = PosixRegex | 'last';

export type Address =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'pattern'; readonly pattern: Pattern };

export type RangeEnd =
  | Address
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'multiple'; readonly of: number };

export interface Substitution {
  readonly pattern: Pattern;
  readonly replacement: Replacement;
  readonly global: boolean;
  readonly print: boolean;
  readonly number: number;
  readonly file: ByteString | undefined;
}

export interface Command {
  readonly name: string;
  readonly first: Address | undefined;
  readonly last: RangeEnd | undefined;
  readonly negated: boolean;
  /** Text of `a`, `i`, `c`; file of `r`, `w`; label of `b`, `t`, `T`, `:`; map of `y`. */
  readonly text: ByteString;
  readonly substitution?: Substitution;
  /** Exit status of `q`, `Q`; width of `l`. */
  readonly number?: number;
  /** For `{`: where its block ends; for jumps: where they go. Filled in when all is read. */
  target: number;
}

export interface ScriptSettings {
  readonly extended: boolean;
  readonly utf8: boolean;
}

/** One piece of a script: an `-e` or a file. */
export interface Chunk {
  readonly text: ByteString;
  /** `-e expression #1` or `file x`: how errors name it. */
  readonly name: string;
  readonly isFile: boolean;
}

/** Throws SedError and NotSimulated. */
export function parseScript(chunks: readonly Chunk[], settings: ScriptSettings): Command[] {
  const commands: Command[] = [];
  const blocks: number[] = [];
  let reader: Reader | undefined;
  for (const [i, chunk] of chunks.entries()) {
    // `a\` at the end of one -e takes its text from the next.
    reader = new Reader(chunk, settings, chunks[i + 1]?.isFile === false ? chunks[i + 1].text : undefined);
    reader.commands(commands, blocks);
  }
  if (blocks.length > 0) throw new SedError(`${chunks[0].name}, char 0: unmatched \`{'`);
  const labels = new Map<ByteString, number>();
  commands.forEach((command, at) => {
    if (command.name === ':') labels.set(command.text, at);
  });
  for (const command of commands) {
    if (!'btT'.includes(command.name) || command.name === '') continue;
    if (command.text === '') command.target = commands.length;
    else {
      const target = labels.get(command.text);
      if (target === undefined) throw new SedError(`can't find label for jump to \`${command.text}'`, 4);
      command.target = target;
    }
  }
  return commands;
}

const BRACKET_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  f: '\f',
  v: '\v',
  a: '\x07',
};

/** The bracket expression that opens at `start`, within its line; a delimiter in it ends nothing. */
function bracketAt(text: ByteString, start: number): ByteString | undefined {
  return /^\[\^?\]?(?:\[:[a-z]*:\]|\[[.=][^\n]*?[.=]\]|[^\]\n])*\]/.exec(text.slice(start))?.[0];
}

class Reader {
  #at = 0;
  constructor(
    private readonly chunk: Chunk,
    private readonly settings: ScriptSettings,
    private readonly next: ByteString | undefined,
  ) {}

  commands(commands: Command[], blocks: number[]): void {
    for (;;) {
      this.#skip(/^[\s;]*/);
      if (this.#at >= this.#text.length) return;
      if (this.#text[this.#at] === '#') {
        this.#skip(/^[^\n]*/);
        continue;
      }
      const command = this.#command();
      if (command.name === '{') blocks.push(commands.length);
      if (command.name === '}') {
        const open = blocks.pop();
        if (open === undefined) throw this.#error("unexpected `}'");
        commands[open].target = commands.length;
      }
      commands.push(command);
    }
  }

  get #text(): ByteString {
    return this.chunk.text;
  }

  #error(message: string): SedError {
    if (this.chunk.isFile) {
      const line = this.#text.slice(0, this.#at).split('\n').length;
      return new SedError(`${this.chunk.name} line ${line}: ${message}`);
    }
    return new SedError(`${this.chunk.name}, char ${this.#at}: ${message}`);
  }

  #skip(pattern: RegExp): ByteString {
    const found = pattern.exec(this.#text.slice(this.#at))?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #command(): Command {
    const first = this.#address();
    let last: RangeEnd | undefined;
    if (first !== undefined) {
      this.#skip(/^[ \t]*/);
      if (this.#text[this.#at] === ',') {
        this.#at++;
        this.#skip(/^[ \t]*/);
        last = this.#rangeEnd();
        if (last === undefined) {
          this.#at++;
          throw this.#error("unexpected `,'");
        }
      }
    }
    if (first?.kind === 'line' && first.line === 0 && last?.kind !== 'pattern') {
      this.#skip(/^[ \t]*/);
      this.#at++;
      throw this.#error('invalid usage of line address 0');
    }
    this.#skip(/^[ \t]*/);
    const bangs = this.#skip(/^![!\s]*/);
    if (bangs.trim().length > 1) throw this.#error("multiple `!'s");
    const name = this.#text[this.#at++] as string | undefined;
    if (name === undefined || name === '\n' || name === ';') {
      if (name === undefined) this.#at--;
      throw this.#error('missing command');
    }
    const base = { name, first, last, negated: bangs !== '', text: '', target: 0 };
    return this.#arguments(base);
  }

  #arguments(base: Command): Command {
    switch (base.name) {
      case '{':
        return base;
      case '}':
        if (base.first !== undefined) throw this.#error("} doesn't want any addresses");
        this.#end();
        return base;
      case '=':
      case 'd':
      case 'D':
      case 'F':
      case 'g':
      case 'G':
      case 'h':
      case 'H':
      case 'n':
      case 'N':
      case 'p':
      case 'P':
      case 'x':
      case 'z':
        this.#end();
        return base;
      case 'a':
      case 'i':
      case 'c':
        return { ...base, text: this.#insertedText() };
      case ':': {
        if (base.first !== undefined) throw this.#error(": doesn't want any addresses");
        this.#skip(/^[ \t]*/);
        const text = this.#skip(/^[^\s;]*/);
        if (text === '') throw this.#error('":" lacks a label');
        return { ...base, text };
      }
      case 'b':
      case 't':
      case 'T': {
        this.#skip(/^[ \t]*/);
        const text = this.#skip(/^[^\s;}]*/);
        return { ...base, text };
      }
      case 'r':
      case 'R':
      case 'w':
      case 'W':
        return { ...base, text: this.#fileName() };
      case 'q':
      case 'Q':
      case 'l':
      case 'L': {
        if (base.last !== undefined && base.name !== 'l') throw this.#error('command only uses one address');
        this.#skip(/^[ \t]*/);
        const digits = this.#skip(/^\d*/);
        this.#end();
        return digits === '' ? base : { ...base, number: Number(digits) };
      }
      case 's':
        return { ...base, substitution: this.#substitution() };
      case 'y':
        return { ...base, text: this.#transliteration() };
      case 'v':
        this.#skip(/^[^\n;]*/);
        return base;
      case 'e':
        throw new NotSimulated('sed: the command e');
    }
    throw this.#error(`unknown command: \`${base.name}'`);
  }

  /** A command ends with its line, `;`, `}` or a comment. */
  #end(): void {
    this.#skip(/^[ \t]*/);
    const letter = this.#text[this.#at] as string | undefined;
    if (letter === undefined || letter === '}' || letter === '#') return;
    this.#at++;
    if (letter !== '\n' && letter !== ';') throw this.#error('extra characters after command');
  }

  #address(): Address | undefined {
    const letter = this.#text[this.#at];
    const number = /^\d+/.exec(this.#text.slice(this.#at))?.[0];
    if (number !== undefined) {
      this.#at += number.length;
      this.#skip(/^[ \t]*/);
      if (this.#text[this.#at] !== '~') return { kind: 'line', line: Number(number) };
      this.#at++;
      return { kind: 'step', first: Number(number), step: Number(this.#skip(/^\d*/) || '0') };
    }
    if (letter === '$') {
      this.#at++;
      return { kind: 'last' };
    }
    if (letter !== '/' && letter !== '\\') return undefined;
    this.#at += letter === '\\' ? 2 : 1;
    const source = this.#delimited(this.#text[this.#at - 1], true);
    if (source === undefined) throw this.#error('unterminated address regex');
    const flags = this.#skip(/^[IM]*/);
    return { kind: 'pattern', pattern: this.#pattern(source, flags.includes('I'), flags.includes('M')) };
  }

  #rangeEnd(): RangeEnd | undefined {
    const special = /^([+~])(\d+)/.exec(this.#text.slice(this.#at));
    if (special === null) return this.#address();
    this.#at += special[0].length;
    const number = Number(special[2]);
    return special[1] === '+' ? { kind: 'count', count: number } : { kind: 'multiple', of: number };
  }

  /** The text up to an unescaped delimiter, which is taken too; undefined when there is none. */
  #delimited(delimiter: string, isRegex: boolean): ByteString | undefined {
    let out = '';
    while (this.#at < this.#text.length) {
      const letter = this.#text[this.#at++];
      if (letter === delimiter) return out;
      if (letter === '\n' && isRegex) return undefined;
      const bracket = letter === '[' && isRegex ? bracketAt(this.#text, this.#at - 1) : undefined;
      if (bracket !== undefined) {
        out += bracket.replace(/\\([ntrfva])/g, (_, name: string) => BRACKET_ESCAPES[name]);
        this.#at += bracket.length - 1;
        continue;
      }
      if (letter !== '\\') {
        out += letter;
        continue;
      }
      const escaped = this.#text[this.#at++] as string | undefined;
      if (escaped === undefined) return undefined;
      if (escaped === 'n' && isRegex) out += delimiter === 'n' ? 'n' : '\\n';
      else if (escaped === delimiter && (isRegex || escaped !== '&'))
        out +=
          isRegex && /[.*[\]^$+?(){}|]/.test(escaped) ? `[${escaped === '^' ? '\\^' : escaped}]` : escaped;
      else out += `\\${escaped}`;
    }
    return undefined;
  }

  #pattern(source: ByteString, ignoreCase: boolean, multiline: boolean): Pattern {
    if (source === '') return 'last';
    const { extended, utf8 } = this.settings;
    try {
      return new PosixRegex(source, { extended, utf8, ignoreCase, multiline, escapes: true });
    } catch (error) {
      if (error instanceof RegexError) throw this.#error(error.message);
      throw error;
    }
  }

  #substitution(): Substitution {
    const delimiter = this.#text[this.#at++] as string | undefined;
    const source =
      delimiter === undefined || delimiter === '\n' || delimiter === '\\'
        ? undefined
        : this.#delimited(delimiter, true);
    const replacement = source === undefined ? undefined : this.#delimited(delimiter ?? '', false);
    if (source === undefined || replacement === undefined) throw this.#error("unterminated `s' command");
    let [global, print, number, ignoreCase, multiline] = [false, false, 0, false, false];
    let file: ByteString | undefined;
    for (;;) {
      const letter = this.#text[this.#at] as string | undefined;
      if (letter === undefined || letter === '}' || letter === '#') break;
      this.#at++;
      if (letter === '\n' || letter === ';') break;
      if (letter === ' ' || letter === '\t' || letter === '\r') continue;
      if (letter === 'g') {
        if (global) throw this.#error("multiple `g' options to `s' command");
        global = true;
      } else if (letter === 'p') {
        if (print) throw this.#error("multiple `p' options to `s' command");
        print = true;
      } else if (letter === 'i' || letter === 'I') ignoreCase = true;
      else if (letter === 'm' || letter === 'M') multiline = true;
      else if (letter === 'e') throw new NotSimulated('sed: the flag e of s');
      else if (letter === 'w') {
        file = this.#fileName();
        break;
      } else if (/\d/.test(letter)) {
        if (number > 0) throw this.#error("multiple number options to `s' command");
        number = Number(letter + this.#skip(/^\d*/));
        if (number === 0) throw this.#error("number option to `s' command may not be zero");
      } else throw this.#error("unknown option to `s'");
    }
    const pattern = this.#pattern(source, ignoreCase, multiline);
    const parsed = parseReplacement(replacement);
    if (pattern !== 'last' && parsed.highestGroup > pattern.groups)
      throw this.#error(`invalid reference \\${parsed.highestGroup} on \`s' command's RHS`);
    return { pattern, replacement: parsed, global, print, number, file };
  }

  /** Pairs of bytes: from, to, from, to. */
  #transliteration(): ByteString {
    const delimiter = this.#text[this.#at++] as string | undefined;
    const sets = [0, 1].map(() => (delimiter === undefined ? undefined : this.#delimited(delimiter, false)));
    if (sets[0] === undefined || sets[1] === undefined) throw this.#error("unterminated `y' command");
    const [from, to] = sets.map((set) =>
      (set ?? '').replace(
        /\\([^])/g,
        (whole, letter: string) => ({ n: '\n', t: '\t', '\\': '\\' })[letter] ?? whole,
      ),
    );
    if (from.length !== to.length) throw this.#error("strings for `y' command are different lengths");
    this.#end();
    return [...from].map((byte, i) => byte + to[i]).join('');
  }

  #fileName(): ByteString {
    this.#skip(/^[ \t]*/);
    const name = this.#skip(/^[^\n]*/);
    this.#at++;
    if (name === '') throw this.#error('missing filename in r/R/w/W commands');
    return name;
  }

  /** `a text`, `a\` and lines; ends with a newline. */
  #insertedText(): ByteString {
    this.#skip(/^[ \t]*/);
    if (this.#text.slice(this.#at) === '\\' && this.next === undefined) {
      this.#at++;
      return '';
    }
    if (this.#text[this.#at] === '\\') {
      this.#at++;
      const blanks = this.#skip(/^[ \t]*/);
      if (this.#text[this.#at] === '\n') this.#at++;
      else this.#at -= blanks.length;
      if (this.#at >= this.#text.length && this.next !== undefined)
        return this.next + (this.next.endsWith('\n') ? '' : '\n');
    }
    if (this.#at >= this.#text.length) throw this.#error("expected \\ after `a', `c' or `i'");
    let out = '';
    while (this.#at < this.#text.length) {
      const letter = this.#text[this.#at++];
      if (letter === '\n') break;
      if (letter === '\\' && this.#at < this.#text.length) out += this.#text[this.#at++];
      else out += letter;
    }
    return `${out}\n`;
  }
}
