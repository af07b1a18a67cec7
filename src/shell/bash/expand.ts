// Expansion: from a word's parts to fields, texts and patterns.
//
// Invariant: the order is bash's: braces, then tilde, parameters, commands and arithmetic from left to right, then
// splitting, then pathnames, then quote removal. Everything that may run a command is a task.
import type { ByteString } from '../../engine/base/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { arithmetic } from './assignment.ts';
import { expandBraces } from './brace.ts';
import { ShellError } from './control.ts';
import { Fields, type Field } from './fields.ts';
import { expandParameter } from './parameter.ts';
import { expandPathname } from './pathname.ts';
import { isPattern } from './pattern.ts';
import type { Shell } from './shell.ts';
import { parseWord, type Part, type WordMode } from './word.ts';

/** A cached parse of a word's text. */
export function parsed(shell: Shell, text: ByteString, mode: WordMode = 'word'): readonly Part[] {
  const key = mode === 'word' ? text : `${mode}\0${text}`;
  const cache = shell.caches.words;
  let parts = cache.get(key);
  if (parts === undefined) {
    parts = parseWord(text, mode);
    if (cache.size > 20000) cache.clear();
    cache.set(key, parts);
  }
  return parts;
}

function braced(shell: Shell, text: ByteString): readonly ByteString[] {
  if (!text.includes('{') || !shell.options.has('braceexpand')) return [text];
  let words = shell.caches.braces.get(text);
  if (words === undefined) shell.caches.braces.set(text, (words = expandBraces(text)));
  return words;
}

const PLAIN_WORD = /^[a-zA-Z0-9_./:=,+%@-]+$/;

/** The fields a command's words stand for. */
export function* expandWords(shell: Shell, texts: readonly ByteString[]): Task<ByteString[]> {
  const out: ByteString[] = [];
  for (const text of texts) yield* expandWordInto(shell, text, out);
  return out;
}

/** One word with everything: braces, splitting, pathnames. */
export function* expandWordInto(shell: Shell, text: ByteString, out: ByteString[]): Task<void> {
  if (PLAIN_WORD.test(text)) {
    out.push(text);
    return;
  }
  for (const word of braced(shell, text)) {
    const fields = new Fields(true, shell.ifs);
    yield* expandParts(shell, parsed(shell, word), fields, { tilde: 'word' });
    for (const field of fields.finish()) globInto(shell, field, out);
  }
}

function globInto(shell: Shell, field: Field, out: ByteString[]): void {
  const extended = shell.shopts.has('extglob');
  if (!field.special || shell.options.has('noglob') || !isPattern(field.pattern, extended)) {
    out.push(field.text);
    return;
  }
  const found = expandPathname(shell.process.files, field.pattern, {
    extended,
    dotFiles: shell.shopts.has('dotglob'),
    globStar: shell.shopts.has('globstar'),
    ignoreCase: shell.shopts.has('nocaseglob'),
  });
  if (found.length > 0) out.push(...found);
  else if (shell.shopts.has('failglob')) throw new ShellError(`no match: ${field.text}`);
  else if (!shell.shopts.has('nullglob')) out.push(field.text);
}

/** A word as one text: assignments, here-strings, `case` words. */
export function* expandText(
  shell: Shell,
  text: ByteString,
  tilde: 'none' | 'word' | 'assignment' = 'word',
): Task<ByteString> {
  if (PLAIN_WORD.test(text)) return text;
  const fields = new Fields(false, shell.ifs);
  yield* expandParts(shell, parsed(shell, text), fields, { tilde });
  return fields.single().text;
}

/** A word as a pattern: what was quoted is escaped. */
export function* expandPattern(shell: Shell, text: ByteString): Task<ByteString> {
  return yield* patternOf(shell, parsed(shell, text));
}

export function* patternOf(shell: Shell, parts: readonly Part[]): Task<ByteString> {
  const fields = new Fields(false, shell.ifs);
  yield* expandParts(shell, parts, fields, { tilde: 'word' });
  return fields.single().pattern;
}

/** A word as an extended regular expression: what was quoted is literal. */
export function* expandRegex(shell: Shell, text: ByteString): Task<ByteString> {
  const fields = new Fields(false, shell.ifs, (t) => t.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&'));
  yield* expandParts(shell, parsed(shell, text), fields, { tilde: 'word' });
  return fields.single().pattern;
}

/** A here-document's body, or any other text in which only `$`, backquote and backslash mean something. */
export function* expandDocument(
  shell: Shell,
  text: ByteString,
  mode: 'document' | 'double' = 'document',
): Task<ByteString> {
  const fields = new Fields(false, shell.ifs);
  yield* expandParts(shell, parsed(shell, text, mode), fields, { quoted: true });
  return fields.single().text;
}

/** The value of an arithmetic expression after its own expansions; `command` names `((` or `let` in errors. */
export function* expandArithmetic(shell: Shell, text: ByteString, command = ''): Task<bigint> {
  return arithmetic(shell, yield* expandExpression(shell, text), command);
}

/** An arithmetic text with its expansions done and its double quotes gone. */
export function* expandExpression(shell: Shell, text: ByteString): Task<ByteString> {
  if (!/[$`"'\\]/.test(text)) return text;
  return (yield* expandDocument(shell, text, 'double')).replaceAll('"', '');
}

export interface ExpandOptions {
  /** Inside double quotes or a here-document. */
  readonly quoted?: boolean;
  readonly tilde?: 'none' | 'word' | 'assignment';
  /** Literal text is split too: the operand of an unquoted `${x:-…}`. */
  readonly splitLiterals?: boolean;
}

/** Expands parts into fields. */
export function* expandParts(
  shell: Shell,
  parts: readonly Part[],
  fields: Fields,
  options: ExpandOptions,
): Task<void> {
  const quoted = options.quoted ?? false;
  const tilde = options.tilde ?? 'none';
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at];
    switch (part.kind) {
      case 'text': {
        let { text } = part;
        if (!part.quoted && tilde !== 'none' && text.includes('~'))
          text = expandTilde(shell, text, at === 0, at === parts.length - 1, tilde, fields);
        if (text === '') break;
        if (options.splitLiterals === true && !part.quoted && !quoted) fields.expansion(text, false);
        else fields.literal(text, part.quoted || quoted);
        break;
      }
      case 'quotes':
        yield* expandQuotes(shell, part.parts, fields);
        break;
      case 'parameter':
        yield* expandParameter(shell, part.parameter, fields, quoted, EXPANDER);
        break;
      case 'command':
        fields.expansion(yield* shell.interpreter.substituteCommand(shell, part.source, shell.line), quoted);
        break;
      case 'arithmetic':
        fields.expansion(String(yield* expandArithmetic(shell, part.text)), quoted);
        break;
      case 'process':
        fields.literal(
          yield* shell.interpreter.substituteProcess(
            shell,
            part.operator,
            part.source,
            shell.line + part.line,
          ),
          true,
        );
        break;
    }
  }
}

/** Parameter expansion needs expansion for its operands; it gets it handed, so that no import runs in a circle. */
export interface Expander {
  readonly parts: typeof expandParts;
  readonly pattern: typeof patternOf;
  readonly expression: typeof expandExpression;
}

const EXPANDER: Expander = { parts: expandParts, pattern: patternOf, expression: expandExpression };

/** `"…"`: the field exists even when empty, except when nothing but an empty `$@` stands there. */
function* expandQuotes(shell: Shell, parts: readonly Part[], fields: Fields): Task<void> {
  const onlyLists =
    parts.length > 0 &&
    fields.splitting &&
    parts.every(
      (part) =>
        part.kind === 'parameter' &&
        part.parameter.prefix !== '#' &&
        (part.parameter.name === '@' || part.parameter.subscript === '@'),
    );
  if (!onlyLists) fields.touch();
  yield* expandParts(shell, parts, fields, { quoted: true });
}

function expandTilde(
  shell: Shell,
  text: ByteString,
  first: boolean,
  last: boolean,
  mode: 'word' | 'assignment',
  fields: Fields,
): ByteString {
  const replace = (segment: ByteString, open: boolean): ByteString => {
    const match = /^~([^/:]*)(.*)$/s.exec(segment);
    if (match === null || (open && match[2] === '')) return segment;
    const home = homeOf(shell, match[1]);
    return home === undefined ? segment : `\0${home}\0${match[2]}`;
  };
  let result: ByteString;
  const assignment = mode === 'word' && first ? /^[a-zA-Z_]\w*=/.exec(text) : null;
  if (assignment !== null) {
    const segments = text.slice(assignment[0].length).split(':');
    result = assignment[0] + segments.map((s, i) => replace(s, i === segments.length - 1 && !last)).join(':');
  } else if (mode === 'word') result = first ? replace(text, !last) : text;
  else {
    const segments = text.split(':');
    result = segments
      .map((segment, i) =>
        i === 0 && !first ? segment : replace(segment, i === segments.length - 1 && !last),
      )
      .join(':');
  }
  if (!result.includes('\0')) return result;
  // What a tilde stands for is quoted: its characters are no pattern.
  const pieces = result.split('\0');
  pieces.forEach((piece, i) => {
    if (piece !== '') fields.literal(piece, i % 2 === 1);
  });
  return '';
}

function homeOf(shell: Shell, user: ByteString): ByteString | undefined {
  if (user === '') {
    const home = shell.plain('HOME');
    return home ?? passwdHome(shell, undefined);
  }
  if (user === '+') return shell.plain('PWD');
  if (user === '-') return shell.plain('OLDPWD');
  return passwdHome(shell, user);
}

function passwdHome(shell: Shell, user: ByteString | undefined): ByteString | undefined {
  const { files } = shell.process;
  if (!files.exists('/etc/passwd')) return undefined;
  for (const line of files.readText('/etc/passwd').split('\n')) {
    const [name, , uid, , , home] = line.split(':');
    if (user === undefined ? Number(uid) === files.credentials.uid && home : name === user) return home;
  }
  return undefined;
}
