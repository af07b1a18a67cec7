// What the editor asks the engine about its text: faults underlined as one types, help for a name, names to complete.
//
// Invariant: nothing is computed here. A question carries the text as it is on the screen; an answer to a text that is
// no longer there is dropped; a question that fails gives nothing.
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { linter, lintGutter, lintKeymap, type Diagnostic } from '@codemirror/lint';
import { StateEffect, StateField, type EditorState, type Extension } from '@codemirror/state';
import { EditorView, hoverTooltip, keymap, showTooltip, type Command, type Tooltip } from '@codemirror/view';
import type {
  Candidate,
  CodeCompletions,
  Description,
  Diagnostic as EngineDiagnostic,
} from '../../assist/index.ts';
import { charactersIn, type Fault } from './fault.ts';
import { helpBox, helpText } from './help-box.ts';

export interface ToldFault {
  /** From 1. */
  readonly line: number;
  readonly message: string;
  /** Otherwise it is a warning. */
  readonly isError: boolean;
}

/** The engine, as the editor sees it. Offsets count UTF-16 units. Each promise may reject. */
export interface EditorLanguage {
  diagnose(text: string): Promise<readonly EngineDiagnostic[]>;
  describe(text: string, offset: number): Promise<Description | null>;
  complete(text: string, offset: number): Promise<CodeCompletions | null>;
  /** Is told how many faults the text has and the first of them, whenever it was looked at. */
  faults(found: readonly ToldFault[]): void;
}

/** How long the keyboard has to rest before a text is looked at, in milliseconds. */
const REST = 250;

// -- faults ------------------------------------------------------------------------------------------------------

const setFault = StateEffect.define<Fault | undefined>();

/** What the last command complained of; forgotten with the first edit, for it is about the text before. */
const faultField = StateField.define<Fault | undefined>({
  create: () => undefined,
  update(fault, transaction) {
    for (const effect of transaction.effects) if (effect.is(setFault)) return effect.value;
    return transaction.docChanged ? undefined : fault;
  },
});

/** Marks where the machine found fault. */
export function showFault(view: EditorView, fault: Fault | undefined): void {
  view.dispatch({ effects: setFault.of(fault) });
}

function faultOnScreen(state: EditorState): Diagnostic | undefined {
  const fault = state.field(faultField);
  if (fault === undefined || fault.line > state.doc.lines) return undefined;
  const line = state.doc.line(fault.line);
  const from = Math.min(line.to, line.from + charactersIn(line.text, fault.column - 1));
  const word = /^[\w'-]+/.exec(line.text.slice(from - line.from))?.[0].length ?? 1;
  return { from, to: Math.min(line.to, from + word), severity: 'error', message: fault.message };
}

function faults(language: EditorLanguage): Extension {
  return [
    faultField,
    linter(
      async (view) => {
        const { state } = view;
        const found = await language.diagnose(state.doc.toString()).catch(() => []);
        const all: Diagnostic[] = [...found];
        // a fault of the text itself is told once, by the text
        const late = all.some(({ severity }) => severity === 'error') ? undefined : faultOnScreen(view.state);
        if (late !== undefined && view.state.doc.eq(state.doc)) all.push(late);
        if (view.state.doc.eq(state.doc))
          language.faults(
            all.map(({ from, message, severity }) => ({
              line: state.doc.lineAt(from).number,
              message,
              isError: severity === 'error',
            })),
          );
        return all;
      },
      {
        delay: REST,
        needsRefresh: (update) =>
          update.transactions.some(({ effects }) => effects.some((effect) => effect.is(setFault))),
      },
    ),
    lintGutter(),
    keymap.of(lintKeymap),
  ];
}

// -- help --------------------------------------------------------------------------------------------------------

function tooltip(description: Description): Tooltip {
  return {
    pos: description.from,
    end: description.to,
    above: true,
    create: () => ({ dom: helpBox(description) }),
  };
}

const setHelp = StateEffect.define<Tooltip | null>();

/** The help that a key asked for; it goes with the next edit or move. */
const helpField = StateField.define<Tooltip | null>({
  create: () => null,
  update(shown, transaction) {
    for (const effect of transaction.effects) if (effect.is(setHelp)) return effect.value;
    return transaction.docChanged || transaction.selection !== undefined ? null : shown;
  },
  provide: (field) => showTooltip.from(field),
});

/** Shows what the name at the cursor is, and says it to a screen reader. */
function helpAtCursor(language: EditorLanguage): Command {
  return (view) => {
    const { state } = view;
    const offset = state.selection.main.head;
    void language
      .describe(state.doc.toString(), offset)
      .catch(() => null)
      .then((found) => {
        if (view.state.doc !== state.doc) return;
        view.dispatch({
          effects: [
            setHelp.of(found === null ? null : tooltip(found)),
            EditorView.announce.of(found === null ? 'Nothing is known about this.' : helpText(found)),
          ],
        });
      });
    return true;
  };
}

const closeHelp: Command = (view) => {
  if (view.state.field(helpField) === null) return false;
  view.dispatch({ effects: setHelp.of(null) });
  return true;
};

function help(language: EditorLanguage): Extension {
  const run = helpAtCursor(language);
  return [
    helpField,
    keymap.of([
      { key: 'F1', run, preventDefault: true },
      { key: 'Mod-i', run, preventDefault: true },
      { key: 'Escape', run: closeHelp },
    ]),
    hoverTooltip(async (view, offset) => {
      const text = view.state.doc.toString();
      const found = await language.describe(text, offset).catch(() => null);
      return found === null || view.state.doc.toString() !== text ? null : tooltip(found);
    }),
  ];
}

// -- completion --------------------------------------------------------------------------------------------------

/** Names that are near come first: what the text binds, then builtins, then words of the language. */
const BOOST: Readonly<Record<Candidate['kind'], number>> = {
  attribute: 2,
  let: 2,
  rec: 2,
  argument: 2,
  with: 1,
  builtin: 0,
  keyword: -1,
};
const WORDS: Readonly<Record<Candidate['kind'], string>> = {
  attribute: '',
  let: 'let',
  rec: 'rec',
  argument: 'argument',
  with: '',
  builtin: '',
  keyword: 'keyword',
};

function option({ label, kind, detail, info }: Candidate): Completion {
  const note = [WORDS[kind], detail].filter((word) => word !== '').join(', ');
  return {
    label,
    boost: BOOST[kind],
    ...(note === '' ? {} : { detail: note }),
    ...(info === '' ? {} : { info: () => helpBox({ title: label, kind: note, text: info }) }),
  };
}

function completion(language: EditorLanguage): Extension {
  const source = async (context: CompletionContext): Promise<CompletionResult | null> => {
    const before = context.matchBefore(/[\w'-]+|\./);
    if (before === null && !context.explicit) return null;
    const found = await language.complete(context.state.doc.toString(), context.pos).catch(() => null);
    if (found === null || found.candidates.length === 0 || context.aborted) return null;
    return { from: found.start, options: found.candidates.map(option), validFor: /^[\w'-]*$/ };
  };
  return autocompletion({ override: [source], icons: false, activateOnTypingDelay: 120 });
}

export function assistance(language: EditorLanguage): Extension {
  return [faults(language), help(language), completion(language)];
}
