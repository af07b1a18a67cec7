// Store paths as values of the language, and errors of the store as errors of the language.
import type { ByteString } from '../base/index.ts';
import { EvalError, makeString, showContextElement, stripColors, type NixString } from '../lang/index.ts';
import { BadNar, BadStorePath, baseName, upstreamPlaceholder } from '../store/index.ts';
import { PosixError } from '../vfs/index.ts';

/** A store path as a string that refers to it. */
export function storeString(path: ByteString): NixString {
  return makeString(path, [baseName(path)]);
}

/** An output as a string that refers to it; `path` is empty as long as nobody knows where it will be. */
export function outputString(drv: ByteString, output: ByteString, path: ByteString): NixString {
  const text = path === '' ? upstreamPlaceholder(drv, output) : path;
  return makeString(text, [showContextElement({ kind: 'output', output, drv: baseName(drv) })]);
}

/** Runs something of the store's; its errors become errors of the language. */
export function inStore<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof BadStorePath || error instanceof BadNar)
      throw new EvalError('eval', stripColors(error.message));
    if (error instanceof PosixError) throw new EvalError('eval', readingFailed(error));
    throw error;
  }
}

function readingFailed({ path = '', reason }: PosixError): ByteString {
  return `opening file '${path}': ${reason}`;
}
