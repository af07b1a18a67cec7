// The terminal: xterm.js as the screen, our line editor at the prompt, the machine behind both. Loaded on demand.
//
// While nothing runs, keys edit the line; while a command runs they are its input, a line at a time, and Ctrl-C and
// Ctrl-D reach it at once. A command that reads a line to be edited gets an editor of its own for it, which is wiped away
// when the line is done: the machine itself tells prompt and line again. Buttons type here visibly, through the same door
// as the keyboard.
import { FitAddon } from '@xterm/addon-fit';
import { Terminal as Screen, type ITheme } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import type { Completions, OutputPiece, Reading } from '../../worker/index.ts';
import { columns, LineEditor, type LineAction } from './line-editor.ts';

export interface TerminalParts {
  prompt(): string;
  history(): readonly string[];
  run(line: string): Promise<number>;
  interrupt(): void;
  input(text: string): void;
  complete(line: string, cursor: number): Promise<Completions>;
  /** The same for the line that the running command reads. */
  completeInput(line: string, cursor: number): Promise<Completions>;
  /** True while a command runs. */
  busy(): boolean;
  reducedMotion(): boolean;
}

/** The line that the running command reads. */
interface Reader {
  readonly prompt: string;
  readonly editor: LineEditor;
}

/** Milliseconds between the characters that a button types. */
const TYPING_PACE = 14;
const DIM = '\x1b[2m';
const PLAIN = '\x1b[0m';

export class Terminal {
  readonly #screen: Screen;
  readonly #fit = new FitAddon();
  readonly #editor = new LineEditor();
  readonly #resize: ResizeObserver;
  /** Rows of the drawn prompt and line above the cursor. */
  #rowsAbove = 0;
  #input = '';
  #reader: Reader | undefined;
  #queue: Promise<void> = Promise.resolve();
  #atLineStart = true;

  constructor(
    private readonly host: HTMLElement,
    private readonly parts: TerminalParts,
    options: { screenReader: boolean },
  ) {
    this.#screen = new Screen({
      fontFamily: getComputedStyle(host).getPropertyValue('--mono'),
      fontSize: 13,
      lineHeight: 1.25,
      cursorBlink: !parts.reducedMotion(),
      screenReaderMode: options.screenReader,
      scrollback: 5000,
      convertEol: true,
      theme: themeOf(host),
      minimumContrastRatio: 4.5,
    });
    this.#screen.loadAddon(this.#fit);
    this.#screen.open(host);
    this.#screen.textarea?.setAttribute('aria-label', 'Terminal');
    this.#screen.write('\x1b[?2004h');
    this.#screen.onData((data) => this.#data(data));
    this.#screen.attachCustomKeyEventHandler((event) => this.#handleKey(event));
    this.#resize = new ResizeObserver(() => {
      if (host.clientWidth > 0 && host.clientHeight > 0) this.#fit.fit();
    });
    this.#resize.observe(host);
    // Bundled faces arrive after the first measure.
    void document.fonts?.ready.then(() => {
      this.#screen.options.fontFamily = `${getComputedStyle(host).getPropertyValue('--mono')}, monospace`;
      if (host.clientWidth > 0) this.#fit.fit();
    });
  }

  dispose(): void {
    this.#resize.disconnect();
    this.#screen.dispose();
  }

  focus(): void {
    this.#screen.focus();
  }

  setScreenReader(on: boolean): void {
    this.#screen.options.screenReaderMode = on;
  }

  /** Takes the colours again: the theme has changed. */
  repaint(): void {
    this.#screen.options.theme = themeOf(this.host);
  }

  /** The first lines: a welcome, and what was said before the page was loaded. */
  begin(before: readonly { readonly command: string; readonly output: readonly OutputPiece[] }[]): void {
    for (const { command, output } of before) {
      this.#screen.write(`${DIM}$ ${command.replaceAll('\n', '\n> ')}${PLAIN}\n`);
      for (const { text } of output) this.#write(text);
      this.#freshLine();
    }
    this.#redraw();
  }

  output(pieces: readonly OutputPiece[]): void {
    if (this.#reader !== undefined) this.#wipe();
    for (const { text } of pieces) this.#write(text);
    if (this.#reader !== undefined) this.#drawReader();
  }

  /** The running command reads a line that is to be edited, or plain input. */
  reads(reading: Reading | undefined): void {
    // It has only answered a question about the line.
    if (reading !== undefined && this.#reader?.prompt === reading.prompt) return;
    this.#endReader();
    if (reading === undefined) return;
    const editor = new LineEditor(() => false);
    editor.history = reading.history;
    this.#reader = { prompt: reading.prompt, editor };
    this.#drawReader();
  }

  #drawReader(): void {
    if (!this.#atLineStart) this.#write('\n');
    this.#rowsAbove = 0;
    this.#redraw();
  }

  #endReader(): void {
    if (this.#reader === undefined) return;
    this.#wipe();
    this.#reader = undefined;
  }

  /** Takes the drawn prompt and line from the screen. */
  #wipe(): void {
    const up = this.#rowsAbove > 0 ? `\x1b[${this.#rowsAbove}A` : '';
    this.#screen.write(`\r${up}\x1b[J`);
    this.#rowsAbove = 0;
  }

  /** Types a command and runs it, after whatever is typed or runs already. */
  type(line: string): Promise<void> {
    this.#queue = this.#queue.then(async () => {
      this.#editor.set('');
      const pause = this.parts.reducedMotion() ? 0 : TYPING_PACE;
      for (const point of line) {
        this.#editor.replace(this.#editor.cursor, point);
        if (pause === 0) continue;
        this.#redraw();
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
      this.#redraw();
      await this.#submit(line);
    });
    return this.#queue;
  }

  #write(text: string): void {
    if (text === '') return;
    this.#atLineStart = text.endsWith('\n');
    this.#screen.write(text);
  }

  #freshLine(): void {
    if (!this.#atLineStart) this.#screen.write(`${DIM}⏎${PLAIN}\n`);
    this.#atLineStart = true;
  }

  #data(data: string): void {
    if (this.#reader !== undefined)
      for (const action of this.#reader.editor.feed(data)) this.#actForReader(action);
    else if (this.parts.busy()) this.#feedCommand(data);
    else {
      this.#editor.history = this.parts.history();
      for (const action of this.#editor.feed(data)) this.#act(action);
    }
  }

  #act(action: LineAction): void {
    switch (action.kind) {
      case 'redraw':
        this.#redraw();
        return;
      case 'submit':
        this.#editor.set(action.text);
        this.#redraw();
        this.#queue = this.#queue.then(() => this.#submit(action.text));
        return;
      case 'cancel':
        this.#editor.set(action.text);
        this.#redraw();
        this.#editor.set('');
        this.#screen.write('^C\n');
        this.#rowsAbove = 0;
        this.#redraw();
        return;
      case 'clear-screen':
        this.#screen.clear();
        this.#redraw();
        return;
      case 'complete':
        void this.#complete();
        return;
      case 'end':
        return;
    }
  }

  #actForReader(action: LineAction): void {
    switch (action.kind) {
      case 'submit':
        this.#endReader();
        this.parts.input(`${action.text}\n`);
        return;
      case 'cancel':
        this.#endReader();
        this.parts.interrupt();
        return;
      case 'end':
        this.#endReader();
        this.parts.input('');
        return;
      default:
        this.#act(action);
    }
  }

  async #submit(line: string): Promise<void> {
    this.#editor.set('');
    this.#rowsAbove = 0;
    this.#screen.write('\n');
    this.#atLineStart = true;
    if (line.trim() !== '') await this.parts.run(line);
    this.#endReader();
    this.#freshLine();
    this.#input = '';
    this.#editor.history = this.parts.history();
    this.#editor.feed('');
    this.#redraw();
  }

  /** Input of a running command, with echo, as a terminal in its cooked mode gives it. */
  #feedCommand(data: string): void {
    for (const key of data) {
      if (key === '\x03') {
        this.#screen.write('^C');
        this.#atLineStart = false;
        this.#input = '';
        this.parts.interrupt();
      } else if (key === '\x04' && this.#input === '') this.parts.input('');
      else if (key === '\r') {
        this.#screen.write('\n');
        this.#atLineStart = true;
        this.parts.input(`${this.#input}\n`);
        this.#input = '';
      } else if (key === '\x7f') {
        if (this.#input === '') continue;
        this.#input = [...this.#input].slice(0, -1).join('');
        this.#screen.write('\b \b');
      } else if (key >= ' ') {
        this.#input += key;
        this.#atLineStart = false;
        this.#screen.write(key);
      }
    }
  }

  async #complete(): Promise<void> {
    const reader = this.#reader;
    const editor = reader?.editor ?? this.#editor;
    const { line, cursor } = editor;
    const { start, candidates } = await (reader === undefined
      ? this.parts.complete(line, cursor)
      : this.parts.completeInput(line, cursor));
    // The line may have changed meanwhile.
    if (this.#reader !== reader || editor.line !== line || candidates.length === 0) return;
    const [only] = candidates;
    const word = line.slice(start, cursor);
    if (candidates.length === 1 && only !== undefined)
      editor.replace(start, only.endsWith('/') || reader !== undefined ? only : `${only} `);
    else {
      const common = commonStart(candidates);
      if (common.length > word.length) editor.replace(start, common);
      else {
        this.#screen.write('\n');
        this.#rowsAbove = 0;
        this.#write(`${inColumns(candidates, this.#screen.cols)}\n`);
      }
    }
    this.#redraw();
  }

  /** Draws prompt and line again from the prompt's first row. */
  #redraw(): void {
    const { line, cursor, search } = this.#reader?.editor ?? this.#editor;
    const plain = this.#reader?.prompt ?? this.parts.prompt();
    const prompt = search === undefined ? colouredPrompt(plain) : `(search)'${search}': `;
    const promptWidth = columns(search === undefined ? plain : prompt);
    const up = this.#rowsAbove > 0 ? `\x1b[${this.#rowsAbove}A` : '';
    const [end] = this.#place(promptWidth, line);
    const [row, column] = this.#place(promptWidth, line.slice(0, cursor));
    const shown = line.replaceAll('\n', '\n> ');
    // At a full last column the terminal waits with the wrap: a blank and back makes it happen.
    const wrap = ' \b';
    const back = end > row ? `\x1b[${end - row}A` : '';
    this.#screen.write(
      `\r${up}\x1b[J${prompt}${shown}${wrap}${back}\r${column > 0 ? `\x1b[${column}C` : ''}`,
    );
    this.#rowsAbove = row;
  }

  /** Row and column after a text that follows the prompt; later lines begin with "> ". */
  #place(promptWidth: number, text: string): [row: number, column: number] {
    const width = this.#screen.cols;
    let row = 0;
    let column = 0;
    text.split('\n').forEach((part, i) => {
      const length = (i === 0 ? promptWidth : 2) + columns(part);
      if (i > 0) row++;
      row += Math.floor(length / width);
      column = length % width;
    });
    return [row, column];
  }

  /** False: the browser handles the key, not the terminal. */
  #handleKey(event: KeyboardEvent): boolean {
    if (event.type !== 'keydown') return true;
    const reader = this.#reader;
    const empty =
      reader === undefined ? this.#editor.line === '' && !this.parts.busy() : reader.editor.line === '';
    // The way out by keyboard: Shift-Tab always, Tab when there is nothing to complete.
    if (event.key === 'Tab' && (event.shiftKey || empty)) return false;
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === 'k' && (event.metaKey || empty)) return false;
    if (command && event.key.toLowerCase() === 'c' && this.#screen.hasSelection()) {
      void navigator.clipboard?.writeText(this.#screen.getSelection()).catch(() => undefined);
      this.#screen.clearSelection();
      return false;
    }
    if (command && event.key.toLowerCase() === 'v') return false;
    return true;
  }
}

function colouredPrompt(prompt: string): string {
  const match = /^(.*?)([#$] ?)$/.exec(prompt);
  return match === null ? prompt : `\x1b[1;34m${match[1]}\x1b[0m${match[2]}`;
}

function commonStart(words: readonly string[]): string {
  const [first = '', ...rest] = words;
  let length = first.length;
  for (const word of rest) while (!word.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}

function inColumns(words: readonly string[], width: number): string {
  const column = Math.max(...words.map(columns)) + 2;
  const perRow = Math.max(1, Math.floor(width / column));
  const rows: string[] = [];
  for (let i = 0; i < words.length; i += perRow)
    rows.push(
      words
        .slice(i, i + perRow)
        .map((word) => word + ' '.repeat(column - columns(word)))
        .join('')
        .trimEnd(),
    );
  return rows.join('\n');
}

function themeOf(host: HTMLElement): ITheme {
  const style = getComputedStyle(host);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    background: token('surface'),
    foreground: token('text'),
    cursor: token('accent'),
    cursorAccent: token('surface'),
    selectionBackground: token('selection'),
    black: token('line'),
    red: token('dead'),
    green: token('done'),
    yellow: token('ready'),
    blue: token('accent'),
    magenta: token('running'),
    cyan: token('code-name'),
    white: token('text'),
    brightBlack: token('muted'),
    brightRed: token('dead'),
    brightGreen: token('done'),
    brightYellow: token('ready'),
    brightBlue: token('accent'),
    brightMagenta: token('running'),
    brightCyan: token('code-name'),
    brightWhite: token('text'),
  };
}
