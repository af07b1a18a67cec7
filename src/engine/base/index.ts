export { fromBytes, toBytes, compareBytes, type ByteString } from './byte-string.ts';
export { encodeUtf8, decodeUtf8, encodeCodePoint, sequenceLength } from './utf8.ts';
export { encodeNix32, decodeNix32, nix32Length } from './nix32.ts';
export { encodeBase64, decodeBase64 } from './base64.ts';
export {
  digest,
  streamingDigest,
  toHex,
  fromHex,
  HASH_SIZES,
  type HashAlgorithm,
  type StreamingDigest,
} from './digest.ts';
export {
  BadHash,
  hashAlgorithm,
  namedAlgorithm,
  parseHash,
  requireHashAlgorithm,
  requireHashNotation,
  showHash,
  type HashNotation,
  type ParsedHash,
} from './hash-text.ts';
export { NotSimulated, Interrupted, Impossible } from './errors.ts';
export { lineStarts, lineColumn, type Span, type LineColumn } from './span.ts';
export { civilTime, formatTime, secondsFromCivil, type CivilTime } from './calendar.ts';
export { packageName, parsePackageName, type PackageName } from './package-name.ts';
export { Table, type Change } from './table.ts';
