// The value under glass, as the page holds it: nodes by their handles, which rows are open, what was forced last.
//
// Invariant: nothing is evaluated here and nothing is guessed. Nodes are as the engine told them last; when the text on
// the screen is another one, the inspection is over and says so.
/* eslint-disable svelte/prefer-svelte-reactivity -- maps and sets are replaced as a whole, never changed */
import type { Children, Forced, InspectedNode } from '../../../assist/index.ts';
import type { Session } from '../../session.svelte.ts';
import {
  canForce,
  canOpen,
  rowsOf,
  sentenceOfForcing,
  type MoreRow,
  type NodeRow,
  type Parts,
} from './rows.ts';

const DEFAULT_FILE = '/home/learner/default.nix';

/** How a row came to its value: asked for by a person, or along with another. */
type Mark = 'asked' | 'along';

export class Inspector {
  nodes: ReadonlyMap<number, InspectedNode> = $state.raw(new Map());
  parts: ReadonlyMap<number, Parts> = $state.raw(new Map());
  open: ReadonlySet<string> = $state.raw(new Set());
  marks: ReadonlyMap<number, Mark> = $state.raw(new Map());
  /** What was forced last, and what is said of it. */
  last: { readonly name: string; readonly forced: Forced; readonly sentence: string } | undefined =
    $state.raw();
  /** The step on show, from 1; 0: none. */
  step = $state(0);
  /** The row that is being forced. */
  busy: string | undefined = $state();
  /** The expression in the field; empty for the file. */
  expression = $state('');
  /** What the tree is of. */
  subject = $state('');
  #inspection: number | undefined = $state();
  #text = $state.raw('');
  #path = $state.raw(DEFAULT_FILE);

  readonly begun = $derived(this.#inspection !== undefined);
  readonly rows = $derived(rowsOf(this.nodes, this.parts, this.open, this.subject));
  readonly steps = $derived(this.last?.forced.steps ?? []);

  constructor(private readonly session: Session) {}

  /** Whether the text on the screen is another one than was evaluated. */
  get stale(): boolean {
    return this.begun && this.session.edited !== undefined && this.session.edited.text !== this.#text;
  }

  /** Evaluates the file, or the expression in the field, anew. */
  async evaluate(): Promise<void> {
    if (this.busy !== undefined) return;
    const expression = this.expression.trim();
    await this.#ask('root', async () => {
      const path = this.session.edited?.path ?? DEFAULT_FILE;
      const text =
        this.session.edited?.text ?? (await this.session.client.request('readFile', { path })) ?? '';
      const { inspection, forced } = await this.session.client.request('inspect', {
        path,
        text,
        expression: expression === '' ? null : expression,
      });
      this.#text = text;
      this.#path = path;
      this.#inspection = inspection;
      this.subject = expression === '' ? path.slice(path.lastIndexOf('/') + 1) : expression;
      this.nodes = this.parts = new Map();
      this.open = new Set();
      this.marks = new Map();
      await this.#take('root', this.subject, forced);
    });
  }

  /** What a click or Enter does: forces a thunk, opens or closes what has parts. */
  async press(row: NodeRow): Promise<void> {
    if (this.stale || this.busy !== undefined) return;
    if (canForce(row.node)) await this.force(row);
    else if (row.isOpen) this.close(row);
    else if (canOpen(row.node)) await this.expand(row);
  }

  async force(row: NodeRow): Promise<void> {
    const inspection = this.#inspection;
    if (inspection === undefined || this.busy !== undefined || this.stale) return;
    await this.#ask(row.key, async () => {
      const { handle } = row.node;
      const forced = await this.session.client.request('force', { inspection, handle });
      if (this.#inspection === inspection) await this.#take(row.key, row.name, forced);
    });
  }

  stop(): void {
    this.session.client.stopForcing();
  }

  async expand(row: NodeRow): Promise<void> {
    if (!this.parts.has(row.node.handle)) await this.#load(row.node.handle, 0);
    this.open = new Set(this.open).add(row.key);
  }

  close(row: NodeRow): void {
    const open = new Set(this.open);
    open.delete(row.key);
    this.open = open;
  }

  async more({ handle, from }: MoreRow): Promise<void> {
    await this.#load(handle, from);
  }

  /** Shows a step of the last forcing, and its place in the editor. */
  show(step: number): void {
    this.step = Math.max(0, Math.min(this.steps.length, step));
    const span = this.step === 0 ? undefined : this.steps[this.step - 1]?.span;
    this.session.traced =
      span !== undefined && span.source === this.#path && !this.stale
        ? { from: span.from, to: span.to }
        : undefined;
  }

  /** The place of a thunk, in the editor. */
  point(node: InspectedNode | undefined): void {
    const span = node?.span;
    if (span !== undefined && span.source === this.#path && !this.stale)
      this.session.traced = { from: span.from, to: span.to };
  }

  async #ask(key: string, work: () => Promise<void>): Promise<void> {
    this.busy = key;
    try {
      await work();
    } catch (error) {
      this.session.notify(error);
    } finally {
      this.busy = undefined;
    }
  }

  async #take(key: string, name: string, forced: Forced): Promise<void> {
    const marks = new Map(this.marks);
    for (const { handle, state } of forced.changed)
      if (this.nodes.get(handle)?.state === 'thunk' && state === 'value') marks.set(handle, 'along');
    if (forced.node.state === 'value') marks.set(forced.node.handle, 'asked');
    this.marks = marks;
    this.nodes = new Map([
      ...this.nodes,
      ...forced.changed.map((node): [number, InspectedNode] => [node.handle, node]),
      [forced.node.handle, forced.node],
    ]);
    this.last = { name, forced, sentence: sentenceOfForcing(name, forced) };
    this.show(0);
    const { kind, handle } = forced.node;
    if ((kind === 'set' || kind === 'list') && canOpen(forced.node)) {
      if (!this.parts.has(handle)) await this.#load(handle, 0);
      this.open = new Set(this.open).add(key);
    }
  }

  async #load(handle: number, from: number): Promise<void> {
    const inspection = this.#inspection;
    if (inspection === undefined) return;
    let page: Children;
    try {
      page = await this.session.client.request('children', { inspection, handle, from });
    } catch (error) {
      this.session.notify(error);
      return;
    }
    if (this.#inspection !== inspection) return;
    this.nodes = new Map([
      ...this.nodes,
      ...page.children.map(({ node }): [number, InspectedNode] => [node.handle, node]),
    ]);
    const before = this.parts.get(handle)?.told.slice(0, from) ?? [];
    const told = [...before, ...page.children.map(({ name, node }) => ({ name, handle: node.handle }))];
    this.parts = new Map(this.parts).set(handle, { total: page.total, told });
  }
}
