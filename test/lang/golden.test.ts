import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  DummyHost,
  EvalError,
  Evaluator,
  forceDeep,
  parse,
  printExpr,
  renderError,
  show,
  showAmbiguous,
  Sources,
  stripColors,
  textOf,
  toJson,
  toXml,
  type NixString,
  type Task,
} from '../../src/engine/lang/index.ts';
import { decodeUtf8, encodeUtf8 } from '../../src/engine/base/index.ts';
import { parseCases } from './golden.mjs';

const folder = new URL('cases/', import.meta.url);
const LIMITS = [1, 2, 3, 300];

/** What our evaluator prints for a case: stderr, then stdout. */
function answer(expression: string, flags: readonly string[], depthLimit: number): string {
  const text = encodeUtf8(expression);
  const features = new Set(['pipe-operators']);
  if (flags.includes('--parse')) {
    const sources = new Sources();
    try {
      return printExpr(parse(text, { kind: 'string' }, { base: '/', home: '/root', sources, features }));
    } catch (error) {
      if (!(error instanceof EvalError)) throw error;
      return renderError(error, { color: false, showTrace: false, sources });
    }
  }
  const host = new (class extends DummyHost {
    override readonly home = '/root';
  })();
  const evaluator = new Evaluator(host, { depthLimit, showTrace: flags.includes('--show-trace'), features });
  let result: string;
  try {
    const value = evaluator.finish(function* (): Task {
      const value = yield* evaluator.evaluate(text, { kind: 'string' }, '/');
      const order = (name: string) => evaluator.order(name);
      if (!flags.includes('lazy')) yield forceDeep(value, order);
      if (flags.includes('--json')) return yield* toJson(value, { copy: evaluator.builder.copyToStore, strict: !flags.includes('lazy') });
      if (flags.includes('--xml')) return yield* toXml(evaluator.builder, value, { location: true, strict: !flags.includes('lazy') });
      return value;
    });
    result =
      flags.includes('--json') || flags.includes('--xml')
        ? textOf(value as NixString)
        : flags.includes('nix-eval')
          ? show(value)
          : showAmbiguous(value);
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    result = evaluator.renderError(error, { color: false });
    if (error.kind === 'usage') result += "\nTry 'nix-instantiate --help' for more information.";
  }
  return [...host.printed.map(stripColors), result].join('\n');
}


for (const name of readdirSync(folder)) {
  const { cases } = parseCases(readFileSync(fileURLToPath(new URL(name, folder)), 'utf8'));
  describe(`${name}, as Nix 2.36 answers it`, () => {
    for (const { expression, flags, expected } of cases)
      test(expression, () => {
        for (const limit of LIMITS) {
          const got = decodeUtf8(answer(expression, flags, limit)).trimEnd();
          expect(got, `with ${limit} native calls`).toBe(expected);
        }
      });
  });
}
