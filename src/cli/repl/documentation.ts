// `:doc`: what is known of a value: a builtin's own description, the comment before a function or an attribute. Source of
// the rules: Nix's `EvalState::getDoc` and `NixRepl`.
import { encodeUtf8, type ByteString } from '../../engine/base/index.ts';
import {
  Attrs,
  BuiltinValue,
  call,
  force,
  forceAttrs,
  forceStringNoContext,
  Lambda,
  PartialCall,
  publicName,
  type BuiltinDescriptor,
  type Expr,
  type Pos,
  type Task as EvalTask,
  type Value,
} from '../../engine/lang/index.ts';
import type { Task } from '../../engine/os/index.ts';
import { renderMarkdown } from '../markdown/index.ts';
import { CommandError } from '../usage-error.ts';
import type { Repl } from './repl.ts';

/** Columns of whatever is no terminal, and the fewest of one. */
const NARROW = 60;

export function* documentation(repl: Repl, text: ByteString): Task<void> {
  const { evaluation, scope } = repl;
  const expr = repl.parsed(() => scope.parse(text));
  const attribute = expr.kind === 'select' ? yield* evaluation.run(attributeOf(repl, expr)) : undefined;
  const value = yield* evaluation.run(force(scope.thunk(expr)));
  const markdown = (yield* evaluation.run(aboutValue(repl, value))) ?? attribute;
  if (markdown === undefined) throw new CommandError('value does not have documentation');
  const { process, colours } = repl.context;
  const isTerminal = process.descriptors.get(2)?.isTerminal === true;
  const width = isTerminal ? Math.max(process.terminalColumns - 5, NARROW) : NARROW;
  yield* repl.context.print(renderMarkdown(markdown, { width, color: colours }));
}

/** What is said of a value itself: of functions only. */
function* aboutValue(repl: Repl, value: Value): EvalTask<ByteString | undefined> {
  if (value instanceof BuiltinValue) return aboutBuiltin(repl, value);
  if (value instanceof Lambda || value instanceof PartialCall) return aboutFunction(repl, value);
  const functor = value instanceof Attrs ? value.get('__functor') : undefined;
  if (functor === undefined) return undefined;
  return yield* aboutValue(repl, yield* call(yield* force(functor), [value]));
}

function aboutBuiltin(repl: Repl, { primitive }: BuiltinValue): ByteString | undefined {
  const descriptor = repl.evaluation.evaluator.descriptor(primitive.name);
  if (descriptor === undefined) return undefined;
  const names = argumentNames(descriptor).map((name) => ` *${name}*`);
  const synopsis =
    names.length === 0
      ? ''
      : `**Synopsis:** \`builtins.${publicName(descriptor.name)}\`${names.join('')}\n\n`;
  return `${synopsis}${encodeUtf8(descriptor.doc)}`;
}

function argumentNames(descriptor: BuiltinDescriptor): readonly ByteString[] {
  switch (descriptor.kind) {
    case 'leaf':
      return descriptor.args.map(({ name }) => name);
    case 'task':
    case 'missing':
      return descriptor.args;
    case 'operator':
      return ['e1', 'e2'];
    case 'constant':
      return [];
  }
}

function aboutFunction(repl: Repl, value: Lambda | PartialCall): ByteString {
  const { sources } = repl.evaluation.evaluator;
  const { info } = value instanceof Lambda ? value : value.lambda;
  const pos = info.positions[value instanceof Lambda ? 0 : value.args.length];
  const place = `defined at ${sources.describe(pos)}`;
  const head =
    info.name === undefined ? `Function ${place}` : `Function \`${info.name}\`\\\n  \xe2\x80\xa6 ${place}`;
  const comment = sources.documentation(pos);
  return comment === '' ? head : `${head}\n\n${comment}`;
}

/** What is said of the attribute that a selection ends in; undefined when it was written nowhere. */
function* attributeOf(repl: Repl, expr: Extract<Expr, { kind: 'select' }>): EvalTask<ByteString | undefined> {
  const { evaluation, scope } = repl;
  const { sources } = evaluation.evaluator;
  const before = expr.path.slice(0, -1);
  const last = expr.path[expr.path.length - 1];
  const subject: Expr = before.length === 0 ? expr.subject : { ...expr, path: before };
  const set = yield* forceAttrs(
    scope.thunk(subject),
    'while evaluating an attribute set to look for documentation',
  );
  const name = 'name' in last ? last.name : yield* forceStringNoContext(scope.thunk(last.expr), '');
  const pos: Pos = set.positionOf(name);
  if (set.get(name) === undefined || pos === 0) return undefined;
  const origin = sources.sourceOf(pos)?.origin.kind;
  const comment = origin === 'file' ? sources.documentation(pos) : '';
  const text = comment === '' ? 'No documentation found.\n\n' : comment;
  return `Attribute \`${name}\`\n\n  \xe2\x80\xa6 defined at ${sources.describe(pos)}\n\n${text}`;
}
