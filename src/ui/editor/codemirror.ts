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
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { assistance, showFault, type EditorLanguage } from './assistance.ts';
import type { Fault } from './fault.ts';
import { nixLanguage } from './nix-language.ts';
import { showPiece, tracedPiece } from './traced-piece.ts';

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
  '.cm-tooltip.cm-tooltip-hover, .cm-tooltip:has(.cm-help)': { borderRadius: 'var(--radius-s)' },
  '.cm-help': {
    display: 'grid',
    gap: '4px',
    maxWidth: 'min(28rem, 86vw)',
    padding: '8px 12px',
    font: '13px/1.5 var(--font)',
  },
  '.cm-help-title': { fontFamily: 'var(--mono)', fontWeight: '600', color: 'var(--code-name)' },
  '.cm-help-kind': { fontSize: '12px', color: 'var(--muted)' },
  '.cm-help p': { margin: '0', whiteSpace: 'pre-line' },
  '.cm-help p code': { color: 'var(--code-string)' },
  '.cm-help:has(p) .cm-help-kind': { paddingBottom: '4px', borderBottom: '1px solid var(--line)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxWidth: 'min(30rem, 92vw)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px', lineHeight: '1.5' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--accent-ground)',
    color: 'var(--text)',
    outline: '1px solid var(--accent)',
    outlineOffset: '-1px',
  },
  '.cm-completionDetail': { color: 'var(--muted)', fontStyle: 'normal', marginLeft: '1em' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700', color: 'var(--accent)' },
  '.cm-tooltip.cm-completionInfo': { padding: '0' },
  '.cm-diagnostic': { padding: '6px 10px', font: '13px/1.5 var(--font)' },
  '.cm-diagnostic-error': { borderLeft: '4px solid var(--dead)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--dead)',
    textDecorationSkipInk: 'none',
    textUnderlineOffset: '3px',
  },
  '.cm-diagnostic-warning': { borderLeft: '4px solid var(--ready)' },
  '.cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline dashed var(--ready)',
    textUnderlineOffset: '3px',
  },
  '.cm-lintPoint-error:after': { borderBottomColor: 'var(--dead)' },
  '.cm-panel.cm-panel-lint ul [aria-selected], .cm-panel.cm-panel-lint ul:focus [aria-selected]': {
    backgroundColor: 'var(--accent-ground)',
    color: 'var(--text)',
  },
  '.cm-panel.cm-panel-lint ul': { maxHeight: '8rem', outlineOffset: '-2px' },
  '.cm-panel.cm-panel-lint [name=close]': { width: '1.75rem', height: '1.75rem', color: 'var(--muted)' },
  '.cm-panel button, .cm-panel input': { color: 'var(--text)' },
  '.cm-gutter-lint': { width: '1.1em' },
  '.cm-traced': {
    backgroundColor: 'var(--running-ground)',
    outline: '1px solid var(--running)',
    borderRadius: '2px',
  },
  '.cm-selectionMatch': { backgroundColor: 'var(--accent-ground)' },
});

export interface EditorParts {
  readonly language: EditorLanguage;
  changed(text: string): void;
  /** The key for it was pressed. */
  format(): void;
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
          highlightSpecialChars(),
          // a carriage return is a byte of the text like any other, except in what is pasted
          EditorState.lineSeparator.of('\n'),
          EditorView.clipboardInputFilter.of((pasted) => pasted.replace(/\r\n?/g, '\n')),
          nixLanguage,
          syntaxHighlighting(colours),
          look,
          tracedPiece,
          keymap.of([
            {
              key: 'Mod-Shift-f',
              preventDefault: true,
              run: () => {
                parts.format();
                return true;
              },
            },
          ]),
          assistance(parts.language),
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

  /** Puts another text in place as an edit: reported, and undone in one step. Only what differs is changed. */
  replace(text: string): void {
    const before = this.text;
    let from = 0;
    while (from < Math.min(before.length, text.length) && before[from] === text[from]) from++;
    let end = 0;
    while (
      end < Math.min(before.length, text.length) - from &&
      before[before.length - 1 - end] === text[text.length - 1 - end]
    )
      end++;
    const line = this.#view.state.doc.lineAt(this.#view.state.selection.main.head).number;
    this.#view.dispatch({
      changes: { from, to: before.length - end, insert: text.slice(from, text.length - end) },
      userEvent: 'input.format',
    });
    const { doc } = this.#view.state;
    this.#view.dispatch({
      selection: { anchor: doc.line(Math.min(line, doc.lines)).from },
      scrollIntoView: true,
    });
  }

  /** Underlines where the machine found fault; line and column count from 1, the column in bytes. */
  mark(fault: Fault | undefined): void {
    showFault(this.#view, fault);
  }

  /** Marks a piece of the text and brings it into view; undefined takes the mark away. */
  trace(piece: { readonly from: number; readonly to: number } | undefined): void {
    showPiece(this.#view, piece);
  }

  /** Puts the cursor at the beginning of a line. */
  goTo(line: number): void {
    const { doc } = this.#view.state;
    const { from } = doc.line(Math.min(Math.max(1, line), doc.lines));
    this.#view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    this.focus();
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
