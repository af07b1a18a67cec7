// Values of settings: how each kind is read, and the one form it is kept in. Source of the rules: Nix's
// `BaseSetting<T>::parse` and `to_string`.
import type { ByteString } from '../base/index.ts';
import { hint } from '../lang/index.ts';
import { EXPERIMENTAL_FEATURES, type SettingDescriptor } from './settings-table.ts';

export type ParsedSetting = { readonly value: ByteString } | { readonly problem: ByteString };

/** The simulated machine has two processors. */
export const PROCESSORS = 2;

const UNITS: Readonly<Record<string, bigint>> = {
  '': 1n,
  K: 1n << 10n,
  M: 1n << 20n,
  G: 1n << 30n,
  T: 1n << 40n,
};

/** Reads a value; `warn` takes what Nix says besides. */
export function parseSetting(
  { name, kind }: SettingDescriptor,
  text: ByteString,
  warn: (warning: ByteString) => void,
): ParsedSetting {
  switch (kind) {
    case 'text':
      return { value: text };
    case 'boolean':
      if (/^(true|yes|1)$/.test(text)) return { value: 'true' };
      if (/^(false|no|0)$/.test(text)) return { value: 'false' };
      return { problem: hint`Boolean setting '${name}' has invalid value '${text}'` };
    case 'count': {
      const match = /^(\d+)([KMGT]?)$/i.exec(text);
      if (match === null) return { problem: hint`setting '${name}' has invalid value '${text}'` };
      return { value: String(BigInt(match[1]) * UNITS[match[2].toUpperCase()]) };
    }
    case 'jobs':
      if (text === 'auto') return { value: String(PROCESSORS) };
      if (/^\d+$/.test(text)) return { value: String(Number(text)) };
      return { problem: hint`configuration setting '${name}' should be 'auto' or an integer` };
    case 'sandbox':
      if (/^(true|false|relaxed)$/.test(text)) return { value: text };
      return { problem: hint`option '${name}' has invalid value '${text}'` };
    case 'lint':
      if (/^(ignore|warn|fatal)$/.test(text)) return { value: text };
      return {
        problem: hint`option '${name}' has invalid value '${text}' (expected 'ignore', 'warn', or 'fatal')`,
      };
    case 'path':
      if (text !== '' && !text.startsWith('/') && name !== 'eval-profile-file')
        return { problem: `not an absolute path: "${text}"` };
      return { value: text };
    case 'words':
      return { value: wordsOf(text).join(' ') };
    case 'set':
      return { value: [...new Set(wordsOf(text))].sort().join(' ') };
    case 'map':
      return { value: mapText(wordsOf(text)) };
    case 'features':
      return { value: featuresText(wordsOf(text), warn) };
    case 'sandbox-paths':
      return { value: sandboxPathsText(wordsOf(text)) };
  }
}

function wordsOf(text: ByteString): ByteString[] {
  return text.split(/[ \t\n\r]+/).filter((word) => word !== '');
}

/** Every pair has a blank before it; the first of two for one name counts. */
function mapText(words: readonly ByteString[]): ByteString {
  const pairs = new Map<ByteString, ByteString>();
  for (const word of words) {
    const at = word.indexOf('=');
    if (at >= 0 && !pairs.has(word.slice(0, at))) pairs.set(word.slice(0, at), word.slice(at + 1));
  }
  return [...pairs]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ` ${name}=${value}`)
    .join('');
}

function featuresText(words: readonly ByteString[], warn: (warning: ByteString) => void): ByteString {
  const features = new Set<ByteString>();
  for (const word of [...new Set(words)].sort()) {
    if (EXPERIMENTAL_FEATURES.includes(word)) features.add(word);
    else if (word === 'no-url-literals')
      warn(
        `experimental feature '${word}' has been stabilized and renamed; use 'lint-url-literals = fatal' setting instead`,
      );
    else warn(`unknown experimental feature '${word}'`);
    if (word === 'flakes') features.add('fetch-tree');
  }
  return [...features].sort().join(' ');
}

/** `inside=outside?`; the same path on both sides is written once, the last of two for one place counts. */
function sandboxPathsText(words: readonly ByteString[]): ByteString {
  const paths = new Map<ByteString, ByteString>();
  for (const word of [...new Set(words)].sort()) {
    const optional = word.endsWith('?') ? '?' : '';
    const path = optional === '' ? word : word.slice(0, -1);
    const at = path.indexOf('=');
    const inside = at < 0 ? path : path.slice(0, at);
    const outside = at < 0 ? path : path.slice(at + 1);
    paths.set(inside, (inside === outside ? inside : `${inside}=${outside}`) + optional);
  }
  return [...paths]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, path]) => path)
    .join(' ');
}
