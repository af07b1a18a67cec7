// `nix version`: which version of Nix this is.
import { NotSimulated } from '../../engine/base/index.ts';
import { versionText } from '../common-flags.ts';
import { JsonFlags } from '../json-flags.ts';
import { atMost, type Subcommand } from '../subcommand.ts';
import help from './nix-version.md?raw';

export const nixVersion: Subcommand = {
  name: 'version',
  help,
  begin: (context) => {
    const json = new JsonFlags(context);
    return {
      flags: json.flags(),
      positional: atMost(0, []),
      *run() {
        if (json.wanted)
          throw new NotSimulated('nix version --json', 'there are no libraries here to tell of');
        yield* context.process.print(versionText(context));
        return 0;
      },
    };
  },
};
