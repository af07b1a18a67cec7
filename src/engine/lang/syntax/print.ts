// Expressions back to text, as `nix-instantiate --parse` and failed assertions print them.
//
// Invariant: works through a list of pieces instead of recursing, so a tree of any depth can be printed.
import { compareBytes, type ByteString } from '../../base/index.ts';
import type { AttrName, AttrsExpr, Expr, LambdaExpr } from './ast.ts';

type Piece = ByteString | Expr;

export function printExpr(expr: Expr): ByteString {
  const out: ByteString[] = [];
  const work: Piece[] = [expr];
  for (let piece = work.pop(); piece !== undefined; piece = work.pop()) {
    if (typeof piece === 'string') out.push(piece);
    else {
      const pieces = piecesOf(piece);
      for (let i = pieces.length - 1; i >= 0; i--) work.push(pieces[i]);
    }
  }
  return out.join('');
}

export function showAttrPath(path: readonly AttrName[]): ByteString {
  return pathPieces(path)
    .map((p) => (typeof p === 'string' ? p : printExpr(p)))
    .join('');
}

function pathPieces(path: readonly AttrName[]): Piece[] {
  return path.flatMap((step, i): Piece[] => [
    i > 0 ? '.' : '',
    ...('name' in step ? [printName(step.name)] : ['"${', step.expr, '}"']),
  ]);
}

function piecesOf(e: Expr): Piece[] {
  switch (e.kind) {
    case 'int':
      return [String(e.value)];
    case 'float':
      return [printFloat(e.value)];
    case 'string':
      return [printString(e.value)];
    case 'path':
      return [e.value];
    case 'variable':
      return [printName(e.name)];
    case 'inherit-source':
      return ['\xc2\xabinherit source\xc2\xbb'];
    case 'select':
      return [
        '(',
        e.subject,
        ').',
        ...pathPieces(e.path),
        ...(e.fallback === undefined ? [] : [' or (', e.fallback, ')']),
      ];
    case 'has-attr':
      return ['((', e.subject, ') ? ', ...pathPieces(e.path), ')'];
    case 'attrs':
      return [e.recursive ? 'rec { ' : '{ ', ...bindingPieces(e), '}'];
    case 'list':
      return ['[ ', ...e.items.flatMap((item) => ['(', item, ') ']), ']'];
    case 'lambda':
      return lambdaPieces(e);
    case 'call':
      return ['(', e.callee, ...e.args.flatMap((arg) => [' ', arg]), ')'];
    case 'let':
      return ['(let ', ...bindingPieces(e.bindings), 'in ', e.body, ')'];
    case 'with':
      return ['(with ', e.subject, '; ', e.body, ')'];
    case 'if':
      return ['(if ', e.condition, ' then ', e.then, ' else ', e.otherwise, ')'];
    case 'assert':
      return ['assert ', e.condition, '; ', e.body];
    case 'not':
      return ['(! ', e.operand, ')'];
    case 'binary':
      return ['(', e.left, ` ${e.operator} `, e.right, ')'];
    case 'concat':
      return ['(', ...e.parts.flatMap(({ expr }, i) => (i > 0 ? [' + ', expr] : [expr])), ')'];
    case 'current-pos':
      return ['__curPos'];
  }
}

function lambdaPieces(e: LambdaExpr): Piece[] {
  const pieces: Piece[] = ['('];
  if (e.formals !== undefined) {
    pieces.push('{ ');
    const formals = [...e.formals.list].sort((a, b) => compareBytes(a.name, b.name));
    formals.forEach((formal, i) => {
      if (i > 0) pieces.push(', ');
      pieces.push(printName(formal.name));
      if (formal.fallback !== undefined) pieces.push(' ? ', formal.fallback);
    });
    if (e.formals.open) pieces.push(formals.length > 0 ? ', ...' : '...');
    pieces.push(' }');
    if (e.parameter !== undefined) pieces.push(' @ ');
  }
  if (e.parameter !== undefined) pieces.push(printName(e.parameter));
  pieces.push(': ', e.body, ')');
  return pieces;
}

function bindingPieces(e: AttrsExpr): Piece[] {
  const sorted = [...e.attrs].sort(([a], [b]) => compareBytes(a, b));
  const pieces: Piece[] = [];
  const inherited = sorted.filter(([, def]) => def.kind === 'inherited');
  if (inherited.length > 0) pieces.push('inherit', ...inherited.map(([name]) => ` ${printName(name)}`), '; ');
  const from = new Map<number, ByteString[]>();
  for (const [name, def] of sorted)
    if (
      def.kind === 'inherited-from' &&
      def.expr.kind === 'select' &&
      def.expr.subject.kind === 'inherit-source'
    ) {
      const names = from.get(def.expr.subject.index);
      if (names === undefined) from.set(def.expr.subject.index, [name]);
      else names.push(name);
    }
  for (const [index, names] of [...from].sort(([a], [b]) => a - b))
    pieces.push('inherit (', e.sources[index], ')', ...names.map((name) => ` ${printName(name)}`), '; ');
  for (const [name, def] of sorted)
    if (def.kind === 'plain') pieces.push(printName(name), ' = ', def.expr, '; ');
  for (const { name, value } of e.dynamic) pieces.push('"${', name, '}" = ', value, '; ');
  return pieces;
}

const KEYWORDS = new Set(['if', 'then', 'else', 'assert', 'with', 'let', 'in', 'rec', 'inherit']);

/** A name as an identifier, quoted where it has to be. */
export function printName(name: ByteString): ByteString {
  return /^[a-zA-Z_][a-zA-Z0-9_'-]*$/.test(name) && !KEYWORDS.has(name)
    ? name
    : KEYWORDS.has(name)
      ? `"${name}"`
      : printString(name);
}

/** A string as a literal. */
export function printString(text: ByteString): ByteString {
  if (!/["\\\n\r\t$]/.test(text)) return `"${text}"`;
  const escaped = text.replace(/["\\\n\r\t]|\$(?=\{)/g, (c) =>
    c === '\n' ? '\\n' : c === '\r' ? '\\r' : c === '\t' ? '\\t' : `\\${c}`,
  );
  return `"${escaped}"`;
}

/** A float as C++ streams print it: six significant digits, like `%g`. */
export function printFloat(value: number): ByteString {
  if (Number.isNaN(value)) return '-nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa, exponentText] = value.toExponential(5).split('e');
  const exponent = Number(exponentText);
  const trim = (digits: string) => (digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits);
  if (exponent < -4 || exponent >= 6) {
    const size = Math.abs(exponent);
    return `${trim(mantissa)}e${exponent < 0 ? '-' : '+'}${size < 10 ? '0' : ''}${size}`;
  }
  return trim(value.toFixed(5 - exponent));
}
