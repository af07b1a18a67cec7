// Hosts of URLs as the download library reads them, and why none of them can be reached without a network.
//
// Source of the rules and words: libcurl 8, measured through Nix 2.36 without a network.
import { NotSimulated, type ByteString } from '../../base/index.ts';
import { decodePercent } from './url.ts';

const PORTS: Record<string, string> = { http: '80', https: '443', ftp: '21', ftps: '990' };
const MALFORMED = 'URL using bad/illegal format or missing URL (3)';
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const FORBIDDEN = /[\x00-\x20"#$%&'()*+,/:;<=>?@[\\\]^`{|}!\x7f]/;

/** Why a host is not reached. `retry` tells whether trying again would be worth it. */
export interface Unreachable {
  readonly reason: ByteString;
  readonly retry: boolean;
}

const never = (reason: ByteString): Unreachable => ({ reason, retry: false });
const unresolved = (why: ByteString): Unreachable => ({
  reason: `Could not resolve hostname (6) ${why}`,
  retry: true,
});

/** What is wrong with an authority `user@host:port`. */
export function unreachable(authority: ByteString, protocol: ByteString): Unreachable {
  const [, host, , port = ''] = /^(\[[^\]]*\]|[^:]*)(:(.*))?$/s.exec(withoutUser(authority)) ?? ['', '', ''];
  if (!/^\d*$/.test(port) || Number(port) > 65535)
    return never(`${MALFORMED} URL rejected: Port number was not a decimal number between 0 and 65535`);
  if (host === '') return never(`${MALFORMED} URL rejected: No host present`);
  const to = (name: ByteString): Unreachable => ({
    reason: `Could not connect to server (7) Failed to connect to ${name}:${port === '' ? PORTS[protocol] : port} after 0 ms: Could not connect to server`,
    retry: true,
  });
  if (host[0] === '[') {
    const address = host.slice(1, -1);
    if (!/^[0-9a-fA-F:.]+$/.test(address)) return never(`${MALFORMED} URL rejected: Bad IPv6 address`);
    if (address !== '::1' && address !== '::') throw new NotSimulated('downloads from an IPv6 address');
    return to(address);
  }
  const name = decodePercent(host);
  if (FORBIDDEN.test(name)) return never(`${MALFORMED} URL rejected: Bad hostname`);
  if (/[\x80-\xff]/.test(name)) return never(MALFORMED);
  const address = ipv4(name);
  if (address !== undefined) return to(address);
  if (/^(?:.*\.)?localhost\.?$/i.test(name)) return to(name);
  if (/\.onion\.?$/i.test(name)) return unresolved('Not resolving .onion address (RFC 7686)');
  return unresolved(`Could not resolve host: ${name}`);
}

/** `user:password@host` without what is before the host. */
export function withoutUser(authority: ByteString): ByteString {
  return authority.slice(authority.lastIndexOf('@') + 1);
}

/** An IPv4 address of one to four numbers, in decimal, octal or hexadecimal, as four decimal ones. */
function ipv4(name: ByteString): ByteString | undefined {
  const parts = name.replace(/\.$/, '').split('.');
  if (parts.length > 4 || !parts.every((part) => /^(?:0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$/.test(part)))
    return undefined;
  const numbers = parts.map((part) => (/^0[0-7]+$/.test(part) ? parseInt(part, 8) : Number(part)));
  const last = numbers.pop() as number;
  const room = 4 - numbers.length;
  if (numbers.some((n) => n > 255) || last >= 256 ** room) return undefined;
  const bytes = Array.from({ length: room }, (_, i) => Math.floor(last / 256 ** (room - 1 - i)) % 256);
  return [...numbers, ...bytes].join('.');
}
