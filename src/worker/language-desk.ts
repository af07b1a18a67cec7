// The part of the server that answers questions about the language: between the slices of a command, in its own order.
//
// Invariant: one question at a time, and a long one in slices with a turn of the event loop between them, so that Stop
// is heard. There is one inspection; a new one takes its place. Offsets are turned from bytes to UTF-16 units here.
import type { Assistant, Forcing, Inspection } from '../assist/index.ts';
import { decodeUtf8, encodeUtf8, type ByteString } from '../engine/base/index.ts';
import { Pace } from './pace.ts';
import type { Inspected, LanguageRequests, ToServer } from './protocol.ts';
import { decodeTexts } from './text.ts';

type LanguageRequest = Extract<ToServer, { kind: 'request'; name: keyof LanguageRequests }>;

const NAMES: ReadonlySet<string> = new Set<keyof LanguageRequests>([
  'diagnose',
  'describe',
  'completeCode',
  'format',
  'inspect',
  'force',
  'children',
]);

export function isLanguageRequest(
  request: Extract<ToServer, { kind: 'request' }>,
): request is LanguageRequest {
  return NAMES.has(request.name);
}

interface OpenInspection {
  readonly number: number;
  readonly inspection: Inspection;
  readonly path: string;
  readonly text: ByteString;
}

export class LanguageDesk {
  readonly #pace = new Pace();
  #queue: Promise<unknown> = Promise.resolve();
  #open: OpenInspection | undefined;
  #number = 0;
  #forcing: Forcing | undefined;

  constructor(private readonly assistant: () => Assistant) {}

  answer(request: LanguageRequest): Promise<unknown> {
    const answer = this.#queue.then(() => this.#answer(request));
    this.#queue = answer.catch(() => undefined);
    return answer;
  }

  /** Gives up what is being forced. */
  stop(): void {
    this.#forcing?.stop();
  }

  async #answer(request: LanguageRequest): Promise<LanguageRequests[keyof LanguageRequests]['answer']> {
    switch (request.name) {
      case 'diagnose': {
        const { path, bytes, unit } = received(request.ask);
        return decodeTexts(this.assistant().diagnose(path, bytes)).map((found) => ({
          ...found,
          from: unit(found.from),
          to: unit(found.to),
        }));
      }
      case 'describe': {
        const { path, bytes, unit } = received(request.ask);
        const offset = encodeUtf8(request.ask.text.slice(0, request.ask.offset)).length;
        const found = this.assistant().describe(path, bytes, offset);
        return found === undefined
          ? null
          : { ...decodeTexts(found), from: unit(found.from), to: unit(found.to) };
      }
      case 'completeCode': {
        const { path, bytes, unit } = received(request.ask);
        const offset = encodeUtf8(request.ask.text.slice(0, request.ask.offset)).length;
        const found = this.assistant().complete(path, bytes, offset);
        return found === undefined ? null : { ...decodeTexts(found), start: unit(found.start) };
      }
      case 'format': {
        const { path, bytes } = received(request.ask);
        return decodeTexts(this.assistant().format(path, bytes));
      }
      case 'inspect':
        return this.#inspect(request.ask);
      case 'force': {
        const open = this.#opened(request.ask.inspection);
        return this.#drive(open.inspection.force(request.ask.handle), open);
      }
      case 'children': {
        const open = this.#opened(request.ask.inspection);
        return told(open.inspection.children(request.ask.handle, request.ask.from), open);
      }
    }
  }

  async #inspect(ask: LanguageRequests['inspect']['ask']): Promise<Inspected> {
    const { path, bytes } = received(ask);
    const expression = ask.expression === null ? undefined : encodeUtf8(ask.expression);
    const inspection = this.assistant().inspect(path, bytes, expression);
    const open = { number: ++this.#number, inspection, path: ask.path, text: bytes };
    this.#open = open;
    return { inspection: open.number, forced: await this.#drive(inspection.begin(), open) };
  }

  #opened(number: number): OpenInspection {
    if (this.#open?.number !== number) throw new Error('this value is not there any more: evaluate again');
    return this.#open;
  }

  async #drive(forcing: Forcing, open: OpenInspection): Promise<ReturnType<Forcing['result']>> {
    this.#forcing = forcing;
    try {
      while (!this.#pace.slice((pause) => forcing.resume(pause))) await this.#pace.turn();
    } finally {
      this.#forcing = undefined;
    }
    return told(forcing.result(), open);
  }
}

function received({ path, text }: { readonly path: string; readonly text: string }) {
  const bytes = encodeUtf8(text);
  return {
    path: encodeUtf8(path),
    bytes,
    unit: (offset: number) => decodeUtf8(bytes.slice(0, offset)).length,
  };
}

/** Decoded, with the spans in the file's text counted in UTF-16 units. */
function told<T>(answer: T, { path, text }: OpenInspection): T {
  const decoded = decodeTexts(answer);
  return decodeUtf8(text) === text ? decoded : inUnits(decoded, path, text);
}

function inUnits<T>(value: T, path: string, text: ByteString): T {
  if (Array.isArray(value)) return value.map((one: unknown) => inUnits(one, path, text)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, inUnits<unknown>(member, path, text)]),
  ) as { source?: unknown; from?: unknown; to?: unknown };
  const unit = (offset: unknown) =>
    typeof offset === 'number' ? decodeUtf8(text.slice(0, offset)).length : offset;
  return (copy.source === path ? { ...copy, from: unit(copy.from), to: unit(copy.to) } : copy) as T;
}
