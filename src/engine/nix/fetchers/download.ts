// Downloads on a machine without a network: a file of this machine is read, everything else fails as it does there.
//
// Source of the words: Nix's `FileTransfer` (and those of the library below it); measured on Nix 2.36 without a network.
import { digest, NotSimulated, type ByteString } from '../../base/index.ts';
import { EvalError, hint } from '../../lang/index.ts';
import { unreachable } from './remote-host.ts';
import { BadUrl, decodePercent, parseUrl } from './url.ts';
import type { Fetching } from './input.ts';

const PROTOCOLS = ['http', 'https', 'ftp', 'ftps'];
/** Protocols that the library knows and that nobody has measured. */
const OTHERS =
  's3 dict gopher gophers imap imaps ldap ldaps mqtt pop3 pop3s rtsp scp sftp smb smbs smtp telnet tftp ws wss';

/** The bytes behind a URL. Throws an EvalError in Nix's words. */
export function readUrl(url: ByteString, f: Fetching): ByteString {
  const parts = /^([^:/]*):(?:\/\/)?([^/?#]*)([^?#]*)/.exec(url);
  if (parts === null) throw new EvalError('eval', hint`URL '${url}' doesn't have a scheme`);
  const protocol = parts[1].toLowerCase();
  // Nix reads the URL twice, and each time tells what is odd in it
  readAgain(url, f);
  readAgain(url, f);
  if (protocol === 'file') return readLocal(url, f);
  throw download(url, f);
}

/** Tells once more what is odd in a URL. */
function readAgain(url: ByteString, f: Fetching): void {
  try {
    parseUrl(url, f);
  } catch (error) {
    if (!(error instanceof BadUrl)) throw error;
  }
}

function readLocal(url: ByteString, { host }: Fetching): ByteString {
  const parts = /^file:(?:\/\/([^/]*))?(\/[^?#]*)/i.exec(url);
  if (parts === null || (((parts[1] as string | undefined) ?? '') !== '' && parts[1] !== 'localhost'))
    throw failed(url, 'URL using bad/illegal format or missing URL (3) URL rejected: Bad file:// URL');
  const path = decodePercent(parts[2]);
  if (host.lstat(path) === 'directory') throw new NotSimulated('downloading a folder');
  const text = host.readFile(path);
  if (text === undefined) throw failed(url, `Could not read a file:// file (37) Could not open file ${path}`);
  return text;
}

const failed = (url: ByteString, why: ByteString) =>
  new EvalError('eval', hint`unable to download '${url}': ${why}`);

/** Tries to download, says how often, and answers the error. */
export function download(url: ByteString, f: Fetching): EvalError {
  const [, protocol, host] = /^([^:/]*):\/*([^/?#]*)/.exec(url) ?? ['', '', ''];
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  if (/[\x00-\x20]/.test(url))
    return failed(
      url,
      'URL using bad/illegal format or missing URL (3) URL rejected: Malformed input to a URL function',
    );
  if (OTHERS.split(' ').includes(protocol.toLowerCase())) throw new NotSimulated(`downloads by ${protocol}`);
  if (!PROTOCOLS.includes(protocol.toLowerCase()))
    return failed(url, `Unsupported protocol (1) Protocol "${protocol}" not supported`);
  const { reason, retry } = unreachable(host, protocol.toLowerCase());
  const shown = url.replace(/^([^:]*:\/*)[^/?#]*@/, '$1');
  const error = failed(shown, reason);
  // the delays are drawn at random by Nix; here they follow from the URL
  const draw = digest('sha256', url);
  readAgain(url, f);
  if (!retry) return error;
  const { settings } = f.host;
  const attempts = settings.number('filetransfer-retry-attempts');
  const first = settings.number('filetransfer-retry-delay');
  const longest = settings.number('filetransfer-retry-max-delay');
  for (let attempt = 1; attempt < attempts; attempt++) {
    const most = Math.min(first * 2 ** (attempt - 1), longest);
    const part = draw[attempt % draw.length] / 0xff;
    const delay = settings.boolean('filetransfer-retry-jitter') ? Math.floor(most * part) : most;
    f.warn(`${error.hint}; retrying in ${delay} ms (attempt ${attempt}/${attempts})`);
    readAgain(url, f);
  }
  return error;
}

/** Tries to download and unpack an archive, and answers the error. */
export function unpack(url: ByteString, shown: ByteString, f: Fetching): EvalError {
  f.host.print(`unpacking '${shown}' into the Git cache...`);
  const error = download(url, f);
  return new EvalError(
    'eval',
    hint`Failed to open archive (${`Source threw exception: error: ${error.message}`})`,
  );
}

/** `channel:nixos-unstable` as the URL it stands for; another URL as it is. */
export function channelUrl(url: ByteString): ByteString {
  return url.startsWith('channel:')
    ? `https://channels.nixos.org/${url.slice('channel:'.length)}/nixexprs.tar.xz`
    : url;
}

/** Downloads a file to the store, by the hash of its bytes. */
export function downloadFile(url: ByteString, name: ByteString, f: Fetching): ByteString {
  return f.host.fetchFile(readUrl(url, f), name);
}
