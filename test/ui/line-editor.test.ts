import { describe, expect, it } from 'vitest';
import { columns, isOpenForShell, LineEditor } from '../../src/ui/terminal/line-editor.ts';

function typed(...data: string[]) {
  const editor = new LineEditor();
  editor.history = ['nix-build', 'ls -l', 'cat default.nix'];
  const actions = data.flatMap((piece) => editor.feed(piece));
  return {
    editor,
    actions,
    shown: `${editor.line.slice(0, editor.cursor)}|${editor.line.slice(editor.cursor)}`,
  };
}

describe('the line editor', () => {
  it.each([
    ['characters go in at the cursor', ['ac', '\x1b[D', 'b'], 'ab|c'],
    ['Home and End', ['abc', '\x1b[H', 'x', '\x1b[F', 'y'], 'xabcy|'],
    ['Ctrl-A and Ctrl-E', ['abc', '\x01', 'x', '\x05', 'y'], 'xabcy|'],
    ['Ctrl-K cuts to the end, Ctrl-Y puts it back', ['abc', '\x01', '\x0b', 'x', '\x19'], 'xabc|'],
    ['Ctrl-U cuts to the start', ['abc', '\x1b[D', '\x15'], '|c'],
    ['Ctrl-W cuts a word', ['ls -l foo ', '\x17'], 'ls -l |'],
    ['backspace takes a whole character', ['a🎉', '\x7f'], 'a|'],
    ['delete', ['abc', '\x01', '\x1b[3~'], '|bc'],
    ['words are jumped over', ['nix-build foo', '\x1b[1;5D', '\x1b[1;5D'], 'nix-|build foo'],
    ['arrow up brings the last line', ['\x1b[A'], 'cat default.nix|'],
    ['and down the one being written', ['new', '\x1b[A', '\x1b[A', '\x1b[B', '\x1b[B'], 'new|'],
    ['Ctrl-R searches', ['\x12', 'ls'], 'ls -l|'],
    ['a paste is taken as text', ['\x1b[200~a\r\nb\x1b[201~'], 'a\nb|'],
    ['unknown sequences are ignored', ['a\x1b[15~b'], 'ab|'],
  ])('%s', (_, data, shown) => {
    expect(typed(...data).shown).toBe(shown);
  });

  it('gives the line on Enter', () => {
    expect(typed('echo ü\r').actions.at(-1)).toEqual({ kind: 'submit', text: 'echo ü' });
  });

  it('asks for another line while a quote is open', () => {
    const { actions, editor } = typed("echo 'a\r", "b'\r");
    expect(actions.at(-1)).toEqual({ kind: 'submit', text: "echo 'a\nb'" });
    expect(editor.line).toBe('');
  });

  it('Ctrl-C gives the line up; Ctrl-D on an empty one is the end', () => {
    expect(typed('abc\x03').actions.at(-1)).toEqual({ kind: 'cancel', text: 'abc' });
    expect(typed('\x04').actions).toEqual([{ kind: 'end' }]);
  });
});

describe('a text is open', () => {
  it.each([
    ["'a", true],
    ['"a', true],
    ['a \\', true],
    ['cat <<EOF', true],
    ['cat <<EOF\nx\nEOF', false],
    ['echo "it\'s"', false],
    ["echo # it's", false],
    ['', false],
  ])('%j: %s', (text, open) => {
    expect(isOpenForShell(text)).toBe(open);
  });
});

describe('columns', () => {
  it('counts wide characters twice', () => {
    expect(columns('a世e\u0301')).toBe(4);
  });
});
