// The newcomer's path as buttons. Each types the real command, so pressing it teaches what to type.
import type { IconName } from './parts/icons.ts';

export interface Action {
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
  readonly command: string;
  readonly hint: string;
}

export const ACTIONS: readonly Action[] = [
  {
    id: 'evaluate',
    label: 'Evaluate',
    icon: 'evaluate',
    command: 'nix-instantiate',
    hint: 'Turn default.nix into derivations',
  },
  { id: 'build', label: 'Build', icon: 'build', command: 'nix-build', hint: 'Build every package' },
  {
    id: 'install',
    label: 'Install',
    icon: 'install',
    command: 'nix-env -i -f default.nix -A app-scanner',
    hint: 'Install app-scanner into your profile',
  },
  {
    id: 'rollback',
    label: 'Roll back',
    icon: 'rollback',
    command: 'nix-env --rollback',
    hint: 'Go back to the generation before',
  },
  {
    id: 'collect',
    label: 'Collect garbage',
    icon: 'collect',
    command: 'rm -f result*; nix-collect-garbage',
    hint: 'Remove the result links, then delete what no root keeps',
  },
];
