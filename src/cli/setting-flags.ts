// A flag for every setting: `--cores 2`, `--keep-going`, `--no-keep-going`, `--extra-sandbox-paths /x`. Source of the
// rules: Nix's `BaseSetting<T>::convertToArg`; an alias stands for the last of a setting's flags, odd as that is.
import { isAppendable, SETTINGS, type Settings, type SettingDescriptor } from '../engine/nix/index.ts';
import type { Flag } from './arguments.ts';

/** The flags of all settings. */
export function settingFlags(settings: Settings): Flag[] {
  return SETTINGS.flatMap((setting) => flagsOf(setting, settings));
}

function flagsOf(setting: SettingDescriptor, settings: Settings): Flag[] {
  const { name, kind, aliases, feature } = setting;
  const needs = feature === undefined ? {} : { feature };
  const fixed = (flag: string, value: string): Flag => ({
    ...needs,
    names: [`--${flag}`],
    arity: 0,
    apply: () => settings.override(setting, value),
  });
  const taking = (flag: string, append: boolean): Flag => ({
    ...needs,
    names: [`--${flag}`],
    arity: 1,
    apply: (value) => settings.assign(setting, value, append),
  });
  const flags =
    kind === 'boolean'
      ? [fixed(name, 'true'), fixed(`no-${name}`, 'false')]
      : kind === 'sandbox'
        ? [fixed(name, 'true'), fixed(`no-${name}`, 'false'), fixed(`relaxed-${name}`, 'relaxed')]
        : isAppendable(setting)
          ? [taking(name, false), taking(`extra-${name}`, true)]
          : [taking(name, false)];
  const last = flags[flags.length - 1];
  return [
    ...flags.slice(0, -1),
    { ...last, names: [...last.names, ...aliases.map((alias) => `--${alias}`)] },
  ];
}
