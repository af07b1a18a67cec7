// The text being edited: the file on the machine, and the draft that is ahead of it.
//
// Invariant: no edit is lost. Each one goes to the draft at once, and to the machine's file after a pause or before
// the next command, whichever comes first; a draft found on loading is put in place and saved.
import type { Session } from '../session.svelte.ts';

/** Pause after the last edit before the file is saved, in milliseconds. */
const SAVE_AFTER = 1200;

export class EditedFile {
  /** What the editor should show when it changes from outside. */
  text: string | undefined = $state.raw();
  dirty = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #draft = '';
  /** Saves are done one after the other. */
  #saving: Promise<void> = Promise.resolve();

  constructor(
    private readonly session: Session,
    readonly path: string,
  ) {
    session.on({ beforeRun: () => this.save(), afterState: () => void this.#follow() });
  }

  get #key(): string {
    return `draft:${this.path}`;
  }

  /** Reads draft and file; once, when the engine is there. */
  async open(): Promise<void> {
    const draft = await this.session.client.request('getDocument', { key: this.#key });
    const file = (await this.session.client.request('readFile', { path: this.path })) ?? '';
    if (typeof draft === 'string' && draft !== file) {
      this.text = draft;
      this.edited(draft);
    } else this.#show(file);
  }

  edited(text: string): void {
    this.dirty = true;
    this.#draft = text;
    this.session.edited = { path: this.path, text };
    void this.session.client.request('putDocument', { key: this.#key, value: text }).catch(() => undefined);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), SAVE_AFTER);
  }

  /** Puts the draft in place on the machine, as an entry of the journal. */
  save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#saving = this.#saving.then(() => this.#save());
    return this.#saving;
  }

  async #save(): Promise<void> {
    if (!this.dirty) return;
    const text = this.#draft;
    try {
      await this.session.client.request('save', { path: this.path, text });
      if (this.#draft !== text) return;
      this.dirty = false;
      this.text = text;
      await this.session.client.request('putDocument', { key: this.#key, value: null });
    } catch (error) {
      this.session.notify(error);
    }
  }

  /** The machine has a new state: the file may be another one now (undo, a command, another tab). */
  async #follow(): Promise<void> {
    if (this.dirty || this.text === undefined) return;
    const file = await this.session.client.request('readFile', { path: this.path }).catch(() => null);
    if (!this.dirty && file !== null) this.#show(file);
  }

  #show(text: string): void {
    this.text = text;
    if (this.session.edited?.text !== text) this.session.edited = { path: this.path, text };
  }
}
