// The language in the page: faults as one types, help, completion, layout, and values under glass.
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { Workbench } from './workbench.ts';

class Editor {
  constructor(readonly page: Page) {}

  get text() {
    return this.page.getByTestId('editor').locator('.cm-content');
  }
  /** What is underlined. */
  get underlined() {
    return this.text.locator('.cm-lintRange-error');
  }
  /** The line below the editor. */
  get foot() {
    return this.page.getByRole('status', { name: 'What is wrong with the text' });
  }
  lines(): Promise<string[]> {
    return this.text.locator('.cm-line').allTextContents();
  }
  /** Puts a text in the place of what is there; brackets are not closed by themselves in what is pasted. */
  async write(text: string): Promise<void> {
    await this.text.click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.press('Delete');
    await this.page.keyboard.insertText(text);
  }
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
  );
}

async function open(page: Page): Promise<{ bench: Workbench; editor: Editor }> {
  const bench = await new Workbench(page).open();
  const editor = new Editor(page);
  await expect(editor.text).toContainText('glibc');
  return { bench, editor };
}

test('faults are underlined while one types, at the very token', async ({ page }) => {
  const { bench, editor } = await open(page);
  await editor.write('# grüße 🎉\nlet\n  a = "ö";\nin [ a nope other ]\n');
  await expect(editor.underlined).toHaveText(['nope', 'other']);
  await expect(editor.foot).toContainText("Line 4 undefined variable 'nope' and 1 more");
  await editor.foot.getByRole('button').click();
  await expect(editor.text).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.insertText(';');
  await expect(editor.underlined).toHaveText([';']);
  await expect(editor.foot).toContainText("Line 5 syntax error, unexpected ';'");
  expect(await violations(page)).toEqual([]);
  await editor.write('{ a = 1;');
  await expect(editor.foot).toContainText('unexpected end of file');
  await editor.write('{ a = 1; }');
  await expect(editor.foot).toBeEmpty();
  await expect(editor.underlined).toHaveCount(0);
  expect(bench.errors).toEqual([]);
});

test('carriage returns are kept, and shift nothing', async ({ page }) => {
  const { bench, editor } = await open(page);
  await bench.run("printf '{ a = 1;\\r\\n\\tb = nope; }\\r\\n' > default.nix");
  await expect(editor.underlined).toHaveText(['nope']);
  await editor.text.click();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.type(' ');
  await bench.type('wc -c default.nix');
  await expect(bench.terminal).toContainText('25 default.nix');
});

test('help for a builtin, by pointing at it and by a key', async ({ page }) => {
  const { bench, editor } = await open(page);
  await editor.write('{ a = map (x: x) [ ]; b = builtins.length; }');
  await editor.text.getByText('map', { exact: true }).hover();
  const help = page.locator('.cm-help');
  await expect(help).toContainText('map f list');
  await page.mouse.move(0, 0);
  await expect(help).toHaveCount(0);
  await page.keyboard.press('End');
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('F1');
  await expect(help).toContainText('builtins.length e');
  await expect(help).toContainText('The number of elements of the list e.');
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(help).toHaveCount(0);
  expect(bench.errors).toEqual([]);
});

test('completion of names, builtins and the attributes of a live value', async ({ page }) => {
  const { editor } = await open(page);
  const options = page.getByRole('listbox').getByRole('option');
  await editor.write('let colours = { red = 1; green = 2; }; in ');
  await page.keyboard.type('colo');
  await options.filter({ hasText: 'colours' }).click();
  await page.keyboard.type('.');
  await expect(options).toHaveText(['green', 'red']);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.type('r');
  await expect(options).toHaveText(['red']);
  await page.keyboard.press('Escape');
  await editor.write('builtins.');
  await page.keyboard.type('gen');
  await options.filter({ hasText: 'genList' }).click();
  await expect(editor.text).toHaveText('builtins.genList');
  await editor.write('(throw "no")');
  await page.keyboard.type('.');
  await page.waitForTimeout(600);
  await expect(options).toHaveCount(0);
});

test('format lays the text out, keeps what cannot be parsed, and can be undone', async ({ page }) => {
  const { bench, editor } = await open(page);
  await editor.write('{a=1;\n# why\nb=[1 2];}');
  await page.getByRole('button', { name: 'Format' }).click();
  await expect.poll(() => editor.lines()).toEqual(['{ a = 1;', '  # why', '  b = [ 1 2 ]; }', '']);
  await expect(editor.foot).toHaveText('Formatted; the meaning is the same.');
  await editor.text.click();
  await page.keyboard.press('ControlOrMeta+z');
  await expect.poll(() => editor.lines()).toEqual(['{a=1;', '# why', 'b=[1 2];}']);
  await page.keyboard.press('ControlOrMeta+Shift+F');
  await expect.poll(() => editor.lines()).toEqual(['{ a = 1;', '  # why', '  b = [ 1 2 ]; }', '']);
  await editor.write('{ a = ; }');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('format');
  await page.keyboard.press('Enter');
  await expect(editor.foot).toContainText("Left as it is: it does not parse: syntax error, unexpected ';'");
  expect(bench.errors).toEqual([]);
});

test.describe('the Evaluate scope', () => {
  test('forces just the thunk that is pressed, and tells what that forced', async ({ page }) => {
    const { bench, editor } = await open(page);
    await editor.write('let\n  x = 1 + 1;\nin\n{\n  a = x + 1;\n  b = x * 5;\n  c = throw "never";\n}\n');
    await page.getByRole('tab', { name: 'Evaluate' }).click();
    await expect(page.getByText('Nothing is evaluated before it is needed')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Look at it' }).click();
    const tree = page.getByRole('tree', { name: 'Value of default.nix' });
    const row = (name: string) => tree.getByRole('treeitem', { name: new RegExp(`^${name}:`) });
    await expect(tree.getByRole('treeitem')).toHaveCount(4);
    await expect(row('a')).toHaveAccessibleName('a: «thunk», not evaluated');
    await row('a').click();
    await expect(row('a')).toHaveAccessibleName('a: 3');
    await expect(row('b')).toHaveAccessibleName('b: «thunk», not evaluated');
    await expect(page.getByTestId('forced')).toHaveText(
      'Forced a. For it one other thunk was forced: at default.nix:2:7.',
    );
    // step by step, with the place in the editor
    const steps = page.getByRole('listbox', { name: 'Steps' });
    await expect(steps.getByRole('option')).toHaveText(
      ['forcex + 1→ 3', 'force1 + 1→ 2'].map(
        (t) =>
          new RegExp(
            t
              .replace(/[+]/g, '\\+')
              .replace(/^force/, 'force\\s*')
              .replace('→', '\\s*→'),
          ),
      ),
    );
    await steps.focus();
    await page.keyboard.press('ArrowDown');
    await expect(editor.text.locator('.cm-traced')).toHaveText('x + 1');
    await page.keyboard.press('ArrowDown');
    await expect(editor.text.locator('.cm-traced')).toHaveText('1 + 1');
    await expect(page.getByTestId('evaluation-step')).toContainText('Its value is 2.');
    expect(await violations(page)).toEqual([]);
    // by keyboard alone, and an error in its place
    await row('c').focus();
    await page.keyboard.press('ArrowRight');
    await expect(row('c')).toHaveAccessibleName('c: never, failed');
    await expect(tree).toContainText("while calling the 'throw' builtin");
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect(row('b')).toHaveAccessibleName('b: 10');
    await expect(page.getByTestId('forced')).toHaveText('Forced b. No other thunk was forced for it.');
    expect(await violations(page)).toEqual([]);
    // another text: it is over
    await editor.text.click();
    await page.keyboard.type(' ');
    await expect(page.getByText('The text changed')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Evaluate again' }).click();
    await expect(row('a')).toHaveAccessibleName('a: «thunk», not evaluated');
    expect(bench.errors).toEqual([]);
  });

  test('shows derivations without building, shared thunks, and long lists by the page', async ({ page }) => {
    const { bench } = await open(page);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('step by step');
    await page.keyboard.press('Enter');
    const tree = page.getByRole('tree');
    const row = (name: string) => tree.getByRole('treeitem', { name: new RegExp(`^${name}:`) });
    await row('curl').click();
    await expect(row('curl')).toContainText('«derivation»');
    await row('curl').focus();
    await page.keyboard.press('ArrowRight');
    await row('drvPath').click();
    await expect(row('curl')).toContainText(/«derivation \/nix\/store\/[a-z0-9]{32}-curl-8\.9\.0\.drv»/);
    expect(await bench.done()).toBe(0);
    const field = page.getByRole('textbox', { name: /Expression to evaluate/ });
    await field.fill('let x = 6 * 7; in [ x x ] ++ builtins.genList (n: n) 200');
    await page.keyboard.press('Enter');
    await expect(row('0')).toContainText('shared');
    await expect(tree.getByRole('treeitem')).toHaveCount(102);
    await row('1').click();
    await expect(row('0')).toContainText('42');
    await tree.getByRole('treeitem', { name: '102 more' }).click();
    await expect(tree.getByRole('treeitem')).toHaveCount(202);
    expect(bench.errors).toEqual([]);
  });

  test('stops at its budget and by its button', async ({ page }) => {
    await open(page);
    await page.getByRole('tab', { name: 'Evaluate' }).click();
    const field = page.getByRole('textbox', { name: /Expression to evaluate/ });
    await field.fill('let f = n: if n < 2 then n else f (n - 1) + f (n - 2); in { a = f 90; b = f 5; }');
    await page.keyboard.press('Enter');
    const row = (name: string) => page.getByRole('treeitem', { name: new RegExp(`^${name}:`) });
    await row('a').click();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(page.getByTestId('forced')).toContainText('Stopped');
    await expect(row('a')).toContainText('«thunk»');
    await row('a').click();
    await expect(page.getByTestId('forced')).toContainText('Stopped after 5 million calls', {
      timeout: 40_000,
    });
    await row('b').click();
    await expect(row('b')).toContainText('5');
  });

  for (const theme of ['light', 'contrast'] as const)
    test(`at 360 pixels, ${theme}`, async ({ browser }) => {
      const context = await browser.newContext({
        viewport: { width: 360, height: 740 },
        colorScheme: 'light',
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      const bench = new Workbench(page);
      await page.goto(`./?world=${bench.world}`);
      await expect(bench.status).toHaveText(/^Saved/);
      if (theme === 'contrast') {
        await page.getByRole('button', { name: 'Command palette' }).click();
        await page.keyboard.type('high contrast');
        await page.keyboard.press('Enter');
      }
      await page.getByRole('tab', { name: 'Scopes' }).click();
      await page.getByRole('tab', { name: 'Evaluate' }).click();
      await page.getByRole('button', { name: 'Look at it' }).click();
      await page.getByRole('treeitem', { name: /^openssl:/ }).click();
      await expect(page.getByTestId('forced')).toContainText('Forced openssl.');
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      await context.close();
    });
});
