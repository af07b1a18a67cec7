// How grep shows what it found: names, numbers, context, colours.
import type { ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import type { LineMatcher } from './grep-match.ts';
import type { Call } from './tool.ts';
import { Failure } from './tool.ts';

const COLORS = { match: '01;31', name: '35', number: '32', separator: '36' } as const;

export class GrepPrinter {
  /** Whether a name has been listed. */
  listed = false;
  readonly #before: number;
  readonly #after: number;
  readonly #color: boolean;
  readonly #delimiter: ByteString;
  #name: ByteString = '';
  #waiting: { text: ByteString; number: number; offset: number }[] = [];
  #afterLeft = 0;
  #lastPrinted = 0;
  #printedAny = false;

  constructor(
    private readonly call: Call,
    private readonly matcher: LineMatcher,
    private readonly named: boolean,
  ) {
    const { options } = call;
    const both = options.last('C', 'context-digits');
    const around = both === undefined ? 0 : countOf(call, both, 0);
    this.#before = countOf(call, 'B', around);
    this.#after = countOf(call, 'A', around);
    const when = options.has('color') ? (options.value('color') ?? 'auto') : 'never';
    if (!['always', 'yes', 'force', 'never', 'no', 'none', 'auto', 'tty', 'if-tty'].includes(when))
      throw new Failure('', 2);
    this.#color =
      ['always', 'yes', 'force'].includes(when) ||
      (['auto', 'tty', 'if-tty'].includes(when) && call.out.stream.isTerminal);
    this.#delimiter = options.has('z') ? '\0' : '\n';
  }

  begin(name: ByteString): void {
    this.#name = name;
    this.#waiting = [];
    this.#afterLeft = 0;
    this.#lastPrinted = 0;
  }

  /** Whether lines behind the last match are still to be shown. */
  get wantsMore(): boolean {
    return this.#afterLeft > 0;
  }

  *selected(text: ByteString, number: number, offset: number): Task<void> {
    yield* this.#separate(this.#waiting[0]?.number ?? number);
    for (const line of this.#waiting) yield* this.#line(line.text, line.number, line.offset, '-');
    this.#waiting = [];
    yield* this.#line(text, number, offset, ':');
    this.#afterLeft = this.#after;
  }

  *other(text: ByteString, number: number, offset: number): Task<void> {
    if (this.#afterLeft > 0) {
      this.#afterLeft--;
      yield* this.#line(text, number, offset, '-');
      return;
    }
    if (this.#before === 0) return;
    this.#waiting.push({ text, number, offset });
    if (this.#waiting.length > this.#before) this.#waiting.shift();
  }

  *count(count: number): Task<void> {
    yield* this.call.print(`${this.#prefix(':')}${count}\n`);
  }

  *list(isListed: boolean): Task<void> {
    if (!isListed) return;
    this.listed = true;
    const end = this.call.options.has('Z') ? '\0' : '\n';
    yield* this.call.print(this.#painted(this.#name, COLORS.name) + end);
  }

  /** `--` between groups of lines that do not touch. */
  *#separate(number: number): Task<void> {
    const { options } = this.call;
    const context = this.#before > 0 || this.#after > 0;
    if (context && this.#printedAny && number !== this.#lastPrinted + 1 && !options.has('no-group-separator'))
      yield* this.call.print(
        `${this.#painted(options.value('group-separator') ?? '--', COLORS.separator)}\n`,
      );
    this.#printedAny = true;
  }

  *#line(text: ByteString, number: number, offset: number, mark: ':' | '-'): Task<void> {
    const { options } = this.call;
    this.#lastPrinted = number;
    const head = (at: number) =>
      this.#prefix(mark) +
      (options.has('n') ? this.#painted(String(number), COLORS.number) + this.#separator(mark) : '') +
      (options.has('b') ? this.#painted(String(at), COLORS.number) + this.#separator(mark) : '') +
      (options.has('T') && (this.named || options.has('n') || options.has('b')) ? '\t' : '');
    if (options.has('o')) {
      if (mark === '-' || options.has('v')) return;
      for (const { start, end } of this.matcher.matches(text))
        yield* this.call.print(
          head(offset + start) + this.#painted(text.slice(start, end), COLORS.match) + this.#delimiter,
        );
      return;
    }
    const shown = this.#color && (mark === ':') !== options.has('v') ? this.#highlighted(text) : text;
    yield* this.call.print(head(offset) + shown + this.#delimiter);
  }

  #highlighted(text: ByteString): ByteString {
    let out = '';
    let at = 0;
    for (const { start, end } of this.matcher.matches(text)) {
      out += text.slice(at, start) + this.#painted(text.slice(start, end), COLORS.match);
      at = end;
    }
    return out + text.slice(at);
  }

  #prefix(mark: ':' | '-'): ByteString {
    if (!this.named) return '';
    const name = this.#painted(this.#name, COLORS.name);
    return this.call.options.has('Z') ? `${name}\0` : name + this.#separator(mark);
  }

  #separator(mark: ':' | '-'): ByteString {
    return this.#painted(mark, COLORS.separator);
  }

  #painted(text: ByteString, color: string): ByteString {
    return this.#color ? `\x1b[${color}m\x1b[K${text}\x1b[m\x1b[K` : text;
  }
}

/** A number of lines; negative is no limit. */
export function countOf(call: Call, key: string, fallback: number): number {
  const text = call.options.value(key);
  if (text === undefined) return fallback;
  if (!/^-?\d+$/.test(text))
    throw new Failure(key === 'm' ? 'invalid max count' : `${text}: invalid context length argument`, 2);
  return Number(text) < 0 ? Infinity : Number(text);
}
