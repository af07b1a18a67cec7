// `nix log`: the log of the build that made a store path.
import { NotSimulated, type ByteString } from '../../engine/base/index.ts';
import { isInStore } from '../../engine/store/index.ts';
import { findLog } from '../logs.ts';
import { storeArgument } from '../store-argument.ts';
import { atMost, type Subcommand } from '../subcommand.ts';
import { CommandError } from '../usage-error.ts';
import help from './nix-log.md?raw';

export const nixLog: Subcommand = {
  name: 'log',
  help,
  begin: (context) => {
    const operands: ByteString[] = [];
    return {
      flags: [],
      positional: atMost(1, operands),
      *run() {
        const [operand] = operands as (ByteString | undefined)[];
        if (operand === undefined || !operand.includes('/'))
          throw new NotSimulated('nix log without a path', 'flakes are not there yet');
        const path = storeArgument(context, operand, false);
        const log = findLog(context, path);
        if (log === undefined) throw new CommandError(`build log of '${path}' is not available`);
        yield* context.tell(`got build log for '${isInStore(path) ? path : operand}' from 'local'`);
        yield* context.process.print(log);
        return 0;
      },
    };
  },
};
