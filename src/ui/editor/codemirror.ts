// The editor: CodeMirror with our Nix colours. Loaded on demand. Reports every edit; never saves by itself.
import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Fault } from './fault.ts';
import { nixLanguage } from './nix-language.ts';

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--code-keyword)', fontWeight: '600' },
  { tag: tags.string, color: 'var(--code-string)' },
  { tag: tags.number, color: 'var(--code-number)' },
  { tag: tags.atom, color: 'var(--code-number)' },
  { tag: tags.comment, color: 'var(--code-comment)', fontStyle: 'italic' },
  { tag: tags.definition(tags.variableName), color: 'var(--code-name)' },
  { tag: tags.standard(tags.variableName), color: 'var(--code-keyword)' },
  { tag: tags.literal, color: 'var(--code-path)' },
  { tag: [tags.operator, tags.brace, tags.bracket], color: 'var(--muted)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', backgroundColor: 'transparent' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6' },
  '.cm-content': { caretColor: 'var(--accent)', padding: '8px 0' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--muted)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 8%, transparent)',
  },
  '&.cm-focused': { outline: 'none' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--selection) !important',
  },
  '.cm-cursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
  '.cm-matchingBracket': {
    backgroundColor: 'var(--accent-ground) !important',
    outline: '1px solid var(--accent)',
  },
  '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--text)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--text)',
    border: '1px solid var(--line-strong)',
  },
  '.cm-selectionMatch': { backgroundColor: 'var(--accent-ground)' },
});

export interface EditorParts {
  changed(text: string): void;
}

export class Editor {
  readonly #view: EditorView;
  readonly #writable = new Compartment();
  #quiet = false;

  constructor(host: HTMLElement, text: string, label: string, parts: EditorParts) {
    this.#view = new EditorView({
      parent: host,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          history(),
          drawSelection(),
          indentOnInput(),
          indentUnit.of('  '),
          bracketMatching(),
          closeBrackets(),
          highlightSelectionMatches(),
          nixLanguage,
          syntaxHighlighting(colours),
          look,
          this.#writable.of(EditorState.readOnly.of(false)),
          EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
          keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...searchKeymap]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !this.#quiet) parts.changed(update.state.doc.toString());
          }),
        ],
      }),
    });
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  /** Shows another text without reporting it; the cursor stays where it can. */
  show(text: string): void {
    if (text === this.text) return;
    this.#quiet = true;
    const anchor = Math.min(this.#view.state.selection.main.anchor, text.length);
    this.#view.dispatch({
      changes: { from: 0, to: this.#view.state.doc.length, insert: text },
      selection: { anchor },
    });
    this.#quiet = false;
  }

  /** Underlines where the machine found fault; line and column count from 1, the column in bytes. */
  mark(fault: Fault | undefined): void {
    const { doc } = this.#view.state;
    if (fault === undefined || fault.line > doc.lines) {
      this.#view.dispatch(setDiagnostics(this.#view.state, []));
      return;
    }
    const line = doc.line(fault.line);
    const from = Math.min(line.to, line.from + charactersIn(line.text, fault.column - 1));
    const word = /^[\w'-]+/.exec(line.text.slice(from - line.from))?.[0].length ?? 1;
    const to = Math.min(line.to, from + word);
    this.#view.dispatch(
      setDiagnostics(this.#view.state, [
        { from, to: Math.max(from, to), severity: 'error', message: fault.message },
      ]),
    );
  }

  setWritable(writable: boolean): void {
    this.#view.dispatch({ effects: this.#writable.reconfigure(EditorState.readOnly.of(!writable)) });
  }

  focus(): void {
    this.#view.focus();
  }

  dispose(): void {
    this.#view.destroy();
  }
}

/** How many UTF-16 units the first `bytes` bytes of a text's UTF-8 are. */
function charactersIn(text: string, bytes: number): number {
  return new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, bytes)).length;
}
