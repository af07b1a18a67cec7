// Highlighting for Nix: a small tokenizer with a stack, so that interpolations inside strings are code again.
//
// It colours; it does not judge. Whether a text is Nix is for the evaluator to say.
import { StreamLanguage, type StringStream } from '@codemirror/language';

type Mode = 'code' | 'string' | 'indented' | 'comment';

interface State {
  /** Innermost last. A `code` above the first was opened by `${` and ends with its `}`. */
  readonly stack: { mode: Mode; braces: number }[];
}

const KEYWORDS = new Set(['let', 'in', 'if', 'then', 'else', 'rec', 'with', 'inherit', 'assert', 'or']);
const ATOMS = new Set(['true', 'false', 'null']);
const KNOWN = new Set([
  'abort',
  'baseNameOf',
  'builtins',
  'derivation',
  'derivationStrict',
  'dirOf',
  'fetchTarball',
  'import',
  'isNull',
  'map',
  'placeholder',
  'removeAttrs',
  'scopedImport',
  'throw',
  'toString',
]);

function token(stream: StringStream, state: State): string | null {
  const top = state.stack[state.stack.length - 1] as State['stack'][number];
  switch (top.mode) {
    case 'comment':
      if (stream.skipTo('*/')) {
        stream.match('*/');
        state.stack.pop();
      } else stream.skipToEnd();
      return 'comment';
    case 'string':
      return stringToken(stream, state);
    case 'indented':
      return indentedToken(stream, state);
    case 'code':
      return codeToken(stream, state, top);
  }
}

function stringToken(stream: StringStream, state: State): string {
  while (!stream.eol()) {
    if (stream.match(/^\\./) || stream.match('$$')) continue;
    if (stream.match('${', false)) return interpolation(stream, state);
    if (stream.next() === '"') {
      state.stack.pop();
      return 'string';
    }
  }
  return 'string';
}

function indentedToken(stream: StringStream, state: State): string {
  while (!stream.eol()) {
    if (stream.match("'''") || stream.match("''$") || stream.match(/^''\\./) || stream.match('$$')) continue;
    if (stream.match('${', false)) return interpolation(stream, state);
    if (stream.match("''")) {
      state.stack.pop();
      return 'string';
    }
    stream.next();
  }
  return 'string';
}

/** Ends the string's token before `${`, or takes `${` itself when the token is still empty. */
function interpolation(stream: StringStream, state: State): string {
  if (stream.pos > stream.start) return 'string';
  stream.match('${');
  state.stack.push({ mode: 'code', braces: 0 });
  return 'brace';
}

function codeToken(stream: StringStream, state: State, top: { braces: number }): string | null {
  if (stream.eatSpace()) return null;
  if (stream.match(/^#.*/)) return 'comment';
  if (stream.match('/*')) {
    state.stack.push({ mode: 'comment', braces: 0 });
    return 'comment';
  }
  if (stream.match("''")) {
    state.stack.push({ mode: 'indented', braces: 0 });
    return 'string';
  }
  if (stream.match('"')) {
    state.stack.push({ mode: 'string', braces: 0 });
    return 'string';
  }
  if (stream.match(/^<[a-zA-Z0-9._+-]+(\/[a-zA-Z0-9._+-]+)*>/)) return 'literal';
  if (stream.match(/^[a-zA-Z][a-zA-Z0-9+.-]*:[a-zA-Z0-9%/?:@&=+$,_.!~*'-]+/)) return 'literal';
  if (stream.match(/^~?[a-zA-Z0-9._+-]*(\/[a-zA-Z0-9._+-]+)+\/?/)) return 'literal';
  if (stream.match(/^\d+(\.\d*)?([eE][+-]?\d+)?/)) return 'number';
  if (stream.match('${')) {
    state.stack.push({ mode: 'code', braces: 0 });
    return 'brace';
  }
  const word = stream.match(/^[a-zA-Z_][a-zA-Z0-9_'-]*/) as RegExpMatchArray | null;
  if (word !== null) return wordToken(stream, word[0]);
  const char = stream.next();
  if (char === '{') {
    top.braces++;
    return 'brace';
  }
  if (char === '}') {
    if (top.braces === 0 && state.stack.length > 1) state.stack.pop();
    else top.braces = Math.max(0, top.braces - 1);
    return 'brace';
  }
  return char !== undefined && '[]()'.includes(char) ? 'bracket' : 'operator';
}

function wordToken(stream: StringStream, word: string): string {
  if (KEYWORDS.has(word)) return 'keyword';
  if (ATOMS.has(word)) return 'atom';
  if (KNOWN.has(word)) return 'variableName.standard';
  return stream.match(/^\s*(=(?!=)|[:@])/, false) ? 'variableName.definition' : 'variableName';
}

export const nixLanguage = StreamLanguage.define<State>({
  name: 'nix',
  startState: () => ({ stack: [{ mode: 'code', braces: 0 }] }),
  copyState: ({ stack }) => ({ stack: stack.map((frame) => ({ ...frame })) }),
  token,
  languageData: { commentTokens: { line: '#', block: { open: '/*', close: '*/' } } },
});
