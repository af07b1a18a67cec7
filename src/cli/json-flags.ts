// `--json`, `--pretty` and `--no-pretty` of the subcommands of `nix`. JSON for a terminal is indented.
import type { ByteString } from '../engine/base/index.ts';
import type { Task } from '../engine/os/index.ts';
import type { Flag } from './arguments.ts';
import type { NixContext } from './nix-context.ts';

export class JsonFlags {
  wanted = false;
  #pretty: boolean;

  constructor(readonly context: NixContext) {
    this.#pretty = context.process.descriptors.get(1)?.isTerminal === true;
  }

  flags(): Flag[] {
    return [
      { names: ['--json'], arity: 0, apply: () => (this.wanted = true) },
      { names: ['--pretty'], arity: 0, apply: () => (this.#pretty = true) },
      { names: ['--no-pretty'], arity: 0, apply: () => (this.#pretty = false) },
    ];
  }

  /** Prints a JSON text that is on one line. */
  *print(text: ByteString): Task<void> {
    yield* this.context.print(this.#pretty ? indented(text) : text);
  }
}

/** The same JSON with two spaces a level; what is empty stays on its line. */
function indented(text: ByteString): ByteString {
  const out: ByteString[] = [];
  let level = 0;
  const line = () => `\n${'  '.repeat(level)}`;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|\[\]|\{\}|[[\]{}:,]|[^"[\]{}:,]+/gs))
    if (token === '[' || token === '{') {
      level++;
      out.push(token, line());
    } else if (token === ']' || token === '}') {
      level--;
      out.push(line(), token);
    } else if (token === ',') out.push(token, line());
    else if (token === ':') out.push(': ');
    else out.push(token);
  return out.join('');
}
