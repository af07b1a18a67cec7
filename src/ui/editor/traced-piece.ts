// The piece of the text that a step of an evaluation is about, marked in the editor.
import { StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';

interface Piece {
  readonly from: number;
  readonly to: number;
}

const setPiece = StateEffect.define<Piece | undefined>();
const mark = Decoration.mark({ class: 'cm-traced' });

/** Forgotten with the first edit: the evaluation was of the text before. */
export const tracedPiece = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, transaction) {
    for (const effect of transaction.effects)
      if (effect.is(setPiece))
        return effect.value === undefined
          ? Decoration.none
          : Decoration.set(mark.range(effect.value.from, effect.value.to));
    return transaction.docChanged ? Decoration.none : shown;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Marks a piece; an empty one grows to the word it begins, or to one character. */
export function showPiece(view: EditorView, piece: Piece | undefined): void {
  if (piece === undefined) {
    view.dispatch({ effects: setPiece.of(undefined) });
    return;
  }
  const text = view.state.doc.sliceString(piece.from, piece.from + 80);
  const word = /^[\w'-]+/.exec(text)?.[0].length ?? 1;
  const to = Math.min(view.state.doc.length, Math.max(piece.to, piece.from + word));
  if (piece.from >= to) return;
  view.dispatch({
    effects: [setPiece.of({ from: piece.from, to }), EditorView.scrollIntoView(piece.from, { y: 'center' })],
  });
}
