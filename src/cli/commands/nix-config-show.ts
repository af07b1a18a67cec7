// `nix config show`: the settings that are in force.
import type { ByteString } from '../../engine/base/index.ts';
import { hint } from '../../engine/lang/index.ts';
import { settingsAsJson, settingsText, shownSettings } from '../../engine/nix/index.ts';
import { JsonFlags } from '../json-flags.ts';
import { atMost, type Subcommand } from '../subcommand.ts';
import { CommandError, UsageError } from '../usage-error.ts';
import help from './nix-config-show.md?raw';

export const nixConfigShow: Subcommand = {
  name: 'config show',
  help,
  begin: (context) => {
    const { settings } = context;
    const names: ByteString[] = [];
    const json = new JsonFlags(context);
    return {
      flags: json.flags(),
      positional: atMost(1, names),
      *run() {
        const [name] = names as (ByteString | undefined)[];
        if (name !== undefined) {
          if (json.wanted) throw new UsageError("'--json' is not supported when specifying a setting name");
          if (!shownSettings(settings).some((setting) => setting.name === name))
            throw new CommandError(hint`could not find setting '${name}'`);
          yield* context.print(settings.text(name));
        } else if (json.wanted) yield* json.print(settingsAsJson(settings));
        else yield* context.print(settingsText(settings));
        return 0;
      },
    };
  },
};
