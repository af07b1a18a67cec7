// How `declare -f` and `type` show a function.
import type { ByteString } from '../../engine/base/index.ts';
import type { FunctionDefinition } from './shell.ts';

/** The function's text; for now as it was written, with bash's own head and indentation where that is simple. */
export function functionListing(definition: FunctionDefinition): ByteString {
  return definition.text;
}
