// The terminal's line editor: keys in, edited line out. Knows nothing of xterm; its caller draws `line` and `cursor`.
//
// Keys come as terminals send them: characters, control bytes and escape sequences. The line is an array of code
// points, so the cursor never stands inside a character. Several lines are one text with newlines in it.
export type LineAction =
  | { readonly kind: 'redraw' }
  | { readonly kind: 'submit'; readonly text: string }
  /** Ctrl-C on the line. */
  | { readonly kind: 'cancel'; readonly text: string }
  | { readonly kind: 'clear-screen' }
  | { readonly kind: 'complete' }
  /** Ctrl-D on an empty line. */
  | { readonly kind: 'end' };

interface Search {
  query: string;
  /** Index in the history of the line found. */
  at: number;
}

const PASTE_BEGIN = '\x1b[200~';
const PASTE_END = '\x1b[201~';

export class LineEditor {
  #points: string[] = [];
  #cursor = 0;
  #history: readonly string[] = [];
  /** Index in the history, or its length: the line being written. */
  #at = 0;
  /** The line being written, while an older one is shown. */
  #written = '';
  #killed = '';
  #search: Search | undefined;
  #pasting: string | undefined;

  /** `isOpen` says whether Enter is to add a line instead of ending the text. */
  constructor(private readonly isOpen: (text: string) => boolean = isOpenForShell) {}

  get line(): string {
    return this.#points.join('');
  }

  /** The cursor in UTF-16 units of `line`. */
  get cursor(): number {
    return this.#points.slice(0, this.#cursor).join('').length;
  }

  /** What is being searched for with Ctrl-R. */
  get search(): string | undefined {
    return this.#search?.query;
  }

  set history(lines: readonly string[]) {
    const atEnd = this.#at >= this.#history.length;
    this.#history = lines;
    if (atEnd || this.#at > lines.length) this.#at = lines.length;
  }

  /** Puts a text in place of the UTF-16 range `start` to the cursor. */
  replace(start: number, text: string): void {
    const line = this.line;
    const after = line.slice(this.cursor);
    const before = line.slice(0, start) + text;
    this.#points = [...before, ...after];
    this.#cursor = [...before].length;
  }

  set(text: string): void {
    this.#points = [...text];
    this.#cursor = this.#points.length;
  }

  /** Takes what the terminal sent; returns what there is to do, in order. */
  feed(data: string): LineAction[] {
    const actions: LineAction[] = [];
    let rest = data;
    while (rest !== '') {
      const [key, length] = nextKey(rest);
      rest = rest.slice(length);
      const action = this.#pasting === undefined ? this.#key(key) : this.#paste(key);
      if (action !== undefined) actions.push(action);
    }
    return actions;
  }

  #paste(key: string): LineAction | undefined {
    if (key === PASTE_END) {
      const text = (this.#pasting ?? '').replace(/\r\n?/g, '\n').replace(/\t/g, '  ').replace(/\n$/, '');
      this.#pasting = undefined;
      this.#insert(text);
      return { kind: 'redraw' };
    }
    this.#pasting += key;
    return undefined;
  }

  #key(key: string): LineAction | undefined {
    if (this.#search !== undefined) {
      const done = this.#searchKey(key, this.#search);
      if (done !== undefined) return done;
    }
    switch (key) {
      case PASTE_BEGIN:
        this.#pasting = '';
        return undefined;
      case '\r':
      case '\n':
        return this.#enter();
      case '\x03': {
        const text = this.line;
        this.#reset();
        return { kind: 'cancel', text };
      }
      case '\x04':
        if (this.#points.length === 0) return { kind: 'end' };
        return this.#remove(this.#cursor, this.#cursor + 1);
      case '\t':
        return { kind: 'complete' };
      case '\x0c':
        return { kind: 'clear-screen' };
      case '\x12':
        this.#search = { query: '', at: this.#history.length };
        return REDRAW;
      case '\x7f':
      case '\b':
        return this.#remove(this.#cursor - 1, this.#cursor);
      case '\x1b[3~':
        return this.#remove(this.#cursor, this.#cursor + 1);
      case '\x01':
      case '\x1b[H':
      case '\x1bOH':
      case '\x1b[1~':
        return this.#move(0);
      case '\x05':
      case '\x1b[F':
      case '\x1bOF':
      case '\x1b[4~':
        return this.#move(this.#points.length);
      case '\x02':
      case '\x1b[D':
      case '\x1bOD':
        return this.#move(this.#cursor - 1);
      case '\x06':
      case '\x1b[C':
      case '\x1bOC':
        return this.#move(this.#cursor + 1);
      case '\x1b[1;5D':
      case '\x1bb':
        return this.#move(this.#wordLeft());
      case '\x1b[1;5C':
      case '\x1bf':
        return this.#move(this.#wordRight());
      case '\x10':
      case '\x1b[A':
      case '\x1bOA':
        return this.#recall(this.#at - 1);
      case '\x0e':
      case '\x1b[B':
      case '\x1bOB':
        return this.#recall(this.#at + 1);
      case '\x0b':
        return this.#kill(this.#cursor, this.#points.length);
      case '\x15':
        return this.#kill(0, this.#cursor);
      case '\x17':
        return this.#kill(this.#blankLeft(), this.#cursor);
      case '\x19':
        this.#insert(this.#killed);
        return REDRAW;
      default:
        if (key.startsWith('\x1b') || key < ' ') return undefined;
        this.#insert(key);
        return REDRAW;
    }
  }

  #enter(): LineAction {
    const text = this.line;
    if (this.isOpen(text)) {
      this.#cursor = this.#points.length;
      this.#insert('\n');
      return REDRAW;
    }
    this.#reset();
    return { kind: 'submit', text };
  }

  #reset(): void {
    this.#points = [];
    this.#cursor = 0;
    this.#at = this.#history.length;
    this.#written = '';
    this.#search = undefined;
  }

  #insert(text: string): void {
    const points = [...text];
    this.#points.splice(this.#cursor, 0, ...points);
    this.#cursor += points.length;
  }

  #remove(from: number, to: number): LineAction {
    const start = Math.max(0, from);
    this.#points.splice(start, Math.max(0, to - start));
    this.#cursor = Math.min(start, this.#points.length);
    return REDRAW;
  }

  #kill(from: number, to: number): LineAction {
    this.#killed = this.#points.slice(from, to).join('');
    return this.#remove(from, to);
  }

  #move(to: number): LineAction {
    this.#cursor = Math.max(0, Math.min(this.#points.length, to));
    return REDRAW;
  }

  #recall(at: number): LineAction | undefined {
    if (at < 0 || at > this.#history.length) return undefined;
    if (this.#at === this.#history.length) this.#written = this.line;
    this.#at = at;
    this.set(this.#history[at] ?? this.#written);
    return REDRAW;
  }

  /** Handles a key while searching; undefined: the search is over, treat the key as usual. */
  #searchKey(key: string, search: Search): LineAction | undefined {
    if (key === '\x12') this.#find(search, search.at - 1);
    else if (key === '\x7f') {
      search.query = [...search.query].slice(0, -1).join('');
      this.#find(search, this.#history.length - 1);
    } else if (key === '\x07' || key === '\x1b') {
      this.#search = undefined;
      this.set('');
    } else if (key >= ' ' && !key.startsWith('\x1b')) {
      search.query += key;
      this.#find(search, Math.min(search.at, this.#history.length - 1));
    } else {
      this.#search = undefined;
      return undefined;
    }
    return REDRAW;
  }

  #find(search: Search, from: number): void {
    for (let at = from; at >= 0; at--)
      if (this.#history[at]?.includes(search.query)) {
        search.at = at;
        this.set(this.#history[at] as string);
        return;
      }
  }

  #blankLeft(): number {
    let at = this.#cursor;
    while (at > 0 && this.#points[at - 1] === ' ') at--;
    while (at > 0 && this.#points[at - 1] !== ' ') at--;
    return at;
  }

  #wordLeft(): number {
    let at = this.#cursor;
    while (at > 0 && !isWord(this.#points[at - 1])) at--;
    while (at > 0 && isWord(this.#points[at - 1])) at--;
    return at;
  }

  #wordRight(): number {
    let at = this.#cursor;
    while (at < this.#points.length && !isWord(this.#points[at])) at++;
    while (at < this.#points.length && isWord(this.#points[at])) at++;
    return at;
  }
}

const REDRAW: LineAction = { kind: 'redraw' };
const isWord = (point: string | undefined) => point !== undefined && /[\p{L}\p{N}_]/u.test(point);

/** The first key of what the terminal sent, and its length in UTF-16 units. */
function nextKey(data: string): [key: string, length: number] {
  // eslint-disable-next-line no-control-regex -- escape sequences begin with the control character ESC
  const sequence = /^\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O[A-Za-z]|[bfdBFD])/.exec(data);
  if (sequence !== null) return [sequence[0], sequence[0].length];
  const point = String.fromCodePoint(data.codePointAt(0) as number);
  return [point, point.length];
}

/** True when a shell would ask for another line: an open quote, a backslash at the end, a here-document without end. */
export function isOpenForShell(text: string): boolean {
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (quote === "'") {
      if (char === "'") quote = '';
    } else if (char === '\\') {
      if (i === text.length - 1) return true;
      i++;
    } else if (quote === '"') {
      if (char === '"') quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '#' && (i === 0 || /\s/.test(text[i - 1] as string))) {
      const end = text.indexOf('\n', i);
      if (end < 0) break;
      i = end;
    }
  }
  if (quote !== '') return true;
  for (const [, , word] of text.matchAll(/<<-?\s*(['"]?)([A-Za-z_][A-Za-z0-9_]*)\1/g))
    if (!new RegExp(`\\n\\t*${word}(?:\\n|$)`).test(text)) return true;
  return false;
}

/** How many columns a text takes: wide characters two, combining ones none. */
export function columns(text: string): number {
  let width = 0;
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    if (/\p{M}/u.test(char) || code === 0x200d) continue;
    width += isWide(code) ? 2 : 1;
  }
  return width;
}

function isWide(code: number): boolean {
  return (
    code >= 0x1100 &&
    (code <= 0x115f ||
      (code >= 0x2e80 && code <= 0xa4cf) ||
      (code >= 0xac00 && code <= 0xd7a3) ||
      (code >= 0xf900 && code <= 0xfaff) ||
      (code >= 0xfe30 && code <= 0xfe6f) ||
      (code >= 0xff00 && code <= 0xff60) ||
      (code >= 0x1f300 && code <= 0x1faff) ||
      (code >= 0x20000 && code <= 0x3fffd))
  );
}
