// Builtins that look at, take away and add string contexts.
import type { ByteString } from '../../base/index.ts';
import { EvalError } from '../errors/eval-error.ts';
import { hint } from '../errors/hint.ts';
import { printName } from '../syntax/print.ts';
import { coerceToString } from '../eval/coerce.ts';
import {
  forceAttrs,
  forceBool,
  forceList,
  forceString,
  forceStringNoContext,
  type Task,
} from '../eval/request.ts';
import { makeAttrs } from '../value/attrs.ts';
import {
  ContextString,
  contextOf,
  makeContext,
  makeString,
  parseContextElement,
  showContextElement,
  textOf,
} from '../value/string-context.ts';
import type { List, Slot } from '../value/value.ts';
import type { Builder } from './context.ts';
import { leaf, task, type BuiltinDescriptor } from './descriptor.ts';

export const CONTEXT_BUILTINS: readonly BuiltinDescriptor[] = [
  leaf(
    '__hasContext',
    ['string'],
    's',
    'Whether a string has a context.',
    (_, s) => s instanceof ContextString,
  ),
  task('__unsafeDiscardStringContext', 's', 'The string *s* without its context.', function* (c, [s]) {
    const line = 'while evaluating the argument passed to builtins.unsafeDiscardStringContext';
    return (yield* coerceToString(s, { line, copy: c.copyToStore })).text;
  }),
  task(
    '__unsafeDiscardOutputDependency',
    's',
    'The string *s* with whole derivations in its context made plain paths.',
    function* (c, [s]) {
      const line = 'while evaluating the argument passed to builtins.unsafeDiscardOutputDependency';
      const { text, context } = yield* coerceToString(s, { line, copy: c.copyToStore });
      return makeString(text, makeContext(context.map((e) => (e[0] === '=' ? e.slice(1) : e))));
    },
  ),
  task(
    '__addDrvOutputDependencies',
    's',
    'The string *s* with the derivation in its context made a whole one.',
    function* (c, [s]) {
      const line = 'while evaluating the argument passed to builtins.addDrvOutputDependencies';
      const { text, context } = yield* coerceToString(s, { line, copy: c.copyToStore });
      if (context.length !== 1)
        throw new EvalError(
          'eval',
          hint`context of string '${text}' must have exactly one element, but has ${context.length}`,
        );
      const element = parseContextElement(context[0]);
      switch (element.kind) {
        case 'deep':
          return makeString(text, context);
        case 'output':
          throw new EvalError(
            'eval',
            hint`\`addDrvOutputDependencies\` can only act on derivations, not on a derivation output such as '${element.output}'`,
          );
        case 'opaque':
          if (!element.path.endsWith('.drv'))
            throw new EvalError(
              'eval',
              hint`path '${`${c.host.storeDir}/${element.path}`}' is not a derivation`,
            );
          return makeString(text, [`=${element.path}`]);
      }
    },
  ),
  leaf(
    '__getContext',
    ['string'],
    's',
    'The context of a string as a set: for each store path `path`, `allOutputs`, `outputs`.',
    (c, s) => {
      const paths = new Map<ByteString, { path: boolean; allOutputs: boolean; outputs: List }>();
      for (const text of contextOf(s)) {
        const element = parseContextElement(text);
        const key = element.kind === 'opaque' ? element.path : element.drv;
        const info = paths.get(key) ?? { path: false, allOutputs: false, outputs: [] };
        paths.set(key, info);
        if (element.kind === 'opaque') info.path = true;
        else if (element.kind === 'deep') info.allOutputs = true;
        else info.outputs.push(element.output);
      }
      return makeAttrs(
        [...paths].map(([key, info]): [ByteString, Slot] => [
          `${c.host.storeDir}/${key}`,
          makeAttrs([
            ...(info.path ? [['path', true] as const] : []),
            ...(info.allOutputs ? [['allOutputs', true] as const] : []),
            ...(info.outputs.length > 0 ? [['outputs', info.outputs] as const] : []),
          ]),
        ]),
      );
    },
  ),
  task(
    '__appendContext',
    's context',
    'The string *s* with more context, given as `getContext` shows it.',
    appendContext,
  ),
];

function* appendContext(c: Builder, args: readonly Slot[]): Task {
  const string = yield* forceString(
    args[0],
    'while evaluating the first argument passed to builtins.appendContext',
  );
  const set = yield* forceAttrs(
    args[1],
    'while evaluating the second argument passed to builtins.appendContext',
  );
  const elements = [...contextOf(string)];
  for (const i of set.shape.oldestFirst((n) => c.order(n))) {
    const name = set.shape.names[i];
    const pos = set.positions?.[i] ?? 0;
    const inStore = name.startsWith(`${c.host.storeDir}/`) ? name.slice(c.host.storeDir.length + 1) : '';
    if (!/^[0-9a-df-np-sv-z]{32}-[^/]+$/.test(inStore))
      throw new EvalError('eval', hint`context key '${printName(name)}' is not a store path`, pos);
    const info = yield* forceAttrs(set.values[i], 'while evaluating the value of a string context', pos);
    const path = info.get('path');
    if (path !== undefined) {
      const line = 'while evaluating the `path` attribute of a string context';
      if (yield* forceBool(path, line, info.positionOf('path'))) elements.push(inStore);
    }
    const allOutputs = info.get('allOutputs');
    if (allOutputs !== undefined) {
      const line = 'while evaluating the `allOutputs` attribute of a string context';
      if (yield* forceBool(allOutputs, line, info.positionOf('allOutputs'))) {
        if (!name.endsWith('.drv'))
          throw new EvalError(
            'eval',
            hint`tried to add all-outputs context of ${printName(name)}, which is not a derivation, to a string`,
            pos,
          );
        elements.push(showContextElement({ kind: 'deep', drv: inStore }));
      }
    }
    const outputs = info.get('outputs');
    if (outputs === undefined) continue;
    const list = yield* forceList(
      outputs,
      'while evaluating the `outputs` attribute of a string context',
      info.positionOf('outputs'),
    );
    if (list.length > 0 && !name.endsWith('.drv'))
      throw new EvalError(
        'eval',
        hint`tried to add derivation output context of ${printName(name)}, which is not a derivation, to a string`,
        pos,
      );
    for (const item of list) {
      const line = 'while evaluating an output name within a string context';
      const output = yield* forceStringNoContext(item, line, info.positionOf('outputs'));
      elements.push(showContextElement({ kind: 'output', drv: inStore, output }));
    }
  }
  return makeString(textOf(string), makeContext(elements));
}
