// What the browser tests say to the page, in the words of the page.
import { expect, type Page } from '@playwright/test';

let worlds = 0;

/** A name no other test uses: every test has its own machine. */
export function freshWorld(): string {
  return `test-${process.pid}-${worlds++}`;
}

export class Workbench {
  readonly errors: string[] = [];

  constructor(
    readonly page: Page,
    readonly world = freshWorld(),
  ) {
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
  }

  async open(query = ''): Promise<this> {
    await this.page.goto(`./?world=${this.world}${query}`);
    await this.ready();
    return this;
  }

  async ready(): Promise<void> {
    await expect(this.status).toHaveText(/^(Saved|Memory only|Following)/, { timeout: 30_000 });
    await expect(this.terminal).toContainText('$');
  }

  get status() {
    return this.page.getByRole('banner').getByRole('status');
  }
  get terminal() {
    return this.page.getByTestId('terminal').locator('.xterm-rows');
  }
  get sentence() {
    return this.page.getByTestId('sentence');
  }
  get entries() {
    return this.page.getByRole('list', { name: 'Commands so far' }).getByRole('button');
  }
  /** How many entries are done. */
  done(): Promise<number> {
    return this.entries.and(this.page.locator(':not(.undone, .start)')).count();
  }
  get checks() {
    return this.page.getByTestId('checks');
  }

  /** Presses one of the newcomer's buttons and waits until its command is done. */
  async press(name: 'Evaluate' | 'Build' | 'Install' | 'Roll back' | 'Collect garbage'): Promise<void> {
    const done = await this.done();
    const button = this.page
      .getByRole('navigation', { name: 'First steps' })
      .getByRole('button', { name, exact: true });
    await button.click();
    await expect.poll(() => this.done(), { timeout: 40_000 }).toBe(done + 1);
    await this.idle();
  }

  /** Waits until no command runs. */
  async idle(): Promise<void> {
    const evaluate = this.page
      .getByRole('navigation', { name: 'First steps' })
      .getByRole('button', { name: 'Evaluate' });
    await expect(evaluate).toBeEnabled({ timeout: 40_000 });
  }

  /** Types a line into the terminal. */
  async type(line: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Terminal' }).focus();
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
  }

  /** Types a line and waits until its command is done. */
  async run(line: string): Promise<void> {
    const done = await this.done();
    await this.type(line);
    await expect.poll(() => this.done(), { timeout: 40_000 }).toBe(done + 1);
    await this.idle();
  }

  async show(scope: 'Graph' | 'Build' | 'Store' | 'Profiles' | 'GC'): Promise<void> {
    await this.page.getByRole('tab', { name: scope }).click();
  }

  /** The names in the outline of the graph on show. */
  async outline(name: string): Promise<string[]> {
    const items = this.page.getByRole('tree', { name }).getByRole('treeitem');
    await expect(items.first()).toBeAttached();
    return items.locator('.name').allTextContents();
  }

  /** Names of all paths in the Store scope. */
  async store(): Promise<string[]> {
    await this.show('Store');
    const rows = this.page.getByRole('region', { name: 'Store paths' }).getByRole('rowheader');
    const paths = await rows
      .locator('button')
      .evaluateAll((all) => all.map((one) => one.getAttribute('title') ?? ''));
    return paths.sort();
  }
}

export const PACKAGES = ['app-scanner', 'curl', 'git', 'glibc', 'libxml2', 'nginx', 'openssl', 'python'];

/** `glibc-2.39` → `glibc`. */
export function bare(name: string): string {
  return name.replace(/-[0-9].*$/, '');
}
