// The settings as text: in the form of `nix config show`, and of its `--json`.
import type { ByteString } from '../base/index.ts';
import { EXPERIMENTAL_FEATURES, SETTINGS, type SettingDescriptor } from './settings-table.ts';
import type { Settings } from './settings.ts';

/** Settings whose default is not documented: it depends on the machine. */
const UNDOCUMENTED = [
  'build-users-group',
  'builders',
  'extra-platforms',
  'nix-path',
  'ssl-cert-file',
  'system-features',
];

/** The settings that count with the features that are on, by name. */
export function shownSettings(settings: Settings): SettingDescriptor[] {
  return SETTINGS.filter(({ feature }) => feature === undefined || settings.hasFeature(feature));
}

/** One `name = value` a line, as a nix.conf could have it. */
export function settingsText(settings: Settings): ByteString {
  return shownSettings(settings)
    .map(({ name }) => `${name} = ${settings.text(name)}\n`)
    .join('');
}

/** The JSON text of all settings, on one line. The descriptions are Nixarium's own. */
export function settingsAsJson(settings: Settings): ByteString {
  const entries = SETTINGS.map((setting): [string, ByteString] => {
    const { name, aliases, feature, initial, summary } = setting;
    return [
      name,
      objectText([
        ['aliases', JSON.stringify(aliases)],
        ['defaultValue', valueText(setting, initial)],
        ['description', JSON.stringify(summary)],
        ['documentDefault', String(!UNDOCUMENTED.includes(name))],
        ['experimentalFeature', feature === undefined ? 'null' : JSON.stringify(feature)],
        ['value', valueText(setting, settings.text(name))],
      ]),
    ];
  });
  return objectText(entries);
}

function objectText(entries: readonly (readonly [string, ByteString])[]): ByteString {
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
}

function valueText({ name, kind }: SettingDescriptor, value: ByteString): ByteString {
  const words = value.split(' ').filter((word) => word !== '');
  switch (kind) {
    case 'boolean':
    case 'count':
    case 'jobs':
      return value;
    case 'sandbox':
      return value === 'relaxed' ? '"relaxed"' : value;
    case 'path':
      return value === '' ? 'null' : JSON.stringify(value);
    case 'words':
    case 'set':
      return JSON.stringify(words);
    case 'features':
      return JSON.stringify(EXPERIMENTAL_FEATURES.filter((feature) => words.includes(feature)));
    case 'map':
      return objectText(
        words.map((word) => [
          word.slice(0, word.indexOf('=')),
          JSON.stringify(word.slice(word.indexOf('=') + 1)),
        ]),
      );
    case 'sandbox-paths':
      return objectText(words.map(sandboxPathEntry));
    case 'text':
    case 'lint':
      return name === 'external-builders' ? value : JSON.stringify(value);
  }
}

function sandboxPathEntry(word: ByteString): [string, ByteString] {
  const optional = word.endsWith('?');
  const path = optional ? word.slice(0, -1) : word;
  const at = path.indexOf('=');
  const source = at < 0 ? path : path.slice(at + 1);
  return [
    at < 0 ? path : path.slice(0, at),
    objectText([
      ['optional', String(optional)],
      ['source', JSON.stringify(source)],
    ]),
  ];
}
