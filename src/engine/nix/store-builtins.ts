// The builtins that touch the store: texts, store paths, placeholders, outputs; paths and derivations beside them.
import type { ByteString } from '../base/index.ts';
import {
  canonicalPath,
  coerceToPath,
  contextOf,
  EvalError,
  findFileBuiltin,
  forceString,
  forceStringNoContext,
  hint,
  joinContexts,
  leaf,
  makeString,
  parseContextElement,
  resolveSymlinks,
  task,
  textOf,
  type BuiltinDescriptor,
} from '../lang/index.ts';
import { baseName, isInStore, isStorePath, placeholder, splitStorePath, STORE_DIR } from '../store/index.ts';
import { pathBuiltins } from './add-path.ts';
import { derivationStrict } from './derivation-strict.ts';
import { fetchClosure } from './fetch-closure.ts';
import { fetchTreeBuiltins } from './fetch-tree.ts';
import { fetchUrlBuiltins } from './fetch-url.ts';
import { flakeBuiltins } from './flake-builtins.ts';
import type { InstantiateEvent } from './events.ts';
import { outputOf } from './output-of.ts';
import { fetchSearchPathEntry } from './search-path-entry.ts';
import type { StoreHost } from './store-host.ts';
import { inStore, storeString } from './store-string.ts';

export function storeBuiltins(
  host: StoreHost,
  observe: (event: InstantiateEvent) => void,
): BuiltinDescriptor[] {
  return [
    derivationStrict(host, observe),
    leaf(
      'placeholder',
      ['plain-string'],
      'output',
      'The text that stands for the path of *output* in a derivation.',
      (_, output) => placeholder(output),
      { lines: ['while evaluating the first argument passed to builtins.placeholder'] },
    ),
    toFile(host),
    storePath(host),
    outputOf(host),
    ...pathBuiltins(host),
    ...fetchUrlBuiltins(host),
    ...fetchTreeBuiltins(host),
    ...flakeBuiltins(host),
    fetchClosure(host),
    findFileBuiltin((builder, entry) => fetchSearchPathEntry(builder, host, entry)),
  ];
}

function toFile(host: StoreHost): BuiltinDescriptor {
  return task(
    '__toFile',
    'name s',
    'Writes *s* into the store under *name* and answers the path.',
    function* (builder, [nameSlot, textSlot]) {
      const name = yield* forceStringNoContext(
        nameSlot,
        'while evaluating the first argument passed to builtins.toFile',
      );
      const text = yield* forceString(
        textSlot,
        'while evaluating the second argument passed to builtins.toFile',
      );
      const references = contextOf(text).map((element) => {
        const { kind } = parseContextElement(element);
        if (kind === 'opaque') return `${STORE_DIR}/${element}`;
        throw new EvalError(
          'eval',
          hint`files created by ${'builtins.toFile'} may not reference derivations, but ${name} references ${element}`,
        );
      });
      const path = host.addText(name, textOf(text), references);
      builder.access.allow(path);
      return storeString(path);
    },
  );
}

function storePath(host: StoreHost): BuiltinDescriptor {
  return task(
    '__storePath',
    'path',
    'The string of a store path, referring to it.',
    function* (builder, [slot]) {
      if (builder.pure)
        throw new EvalError('eval', hint`'${'builtins.storePath'}' is not allowed in pure evaluation mode`);
      const line = "while evaluating the first argument passed to 'builtins.storePath'";
      const coerced = yield* coerceToPath(slot, line);
      const text = canonicalPath(coerced.text);
      const real: ByteString = isStorePath(text)
        ? text
        : yield* resolveSymlinks(builder.files, builder.ask, text);
      if (!isInStore(real)) throw new EvalError('eval', hint`path '${real}' is not in the Nix store`);
      const { path } = inStore(() => splitStorePath(real));
      host.ensure(path);
      return makeString(real, joinContexts(coerced.context, [baseName(path)]));
    },
  );
}
