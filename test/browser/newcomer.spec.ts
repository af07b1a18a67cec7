// The newcomer's path by buttons, the timeline, and what the scopes show of it.
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { bare, PACKAGES, Workbench } from './workbench.ts';

test('a newcomer evaluates, builds, installs, rolls back and collects', async ({ page, browserName }) => {
  const bench = await new Workbench(page).open();
  await expect(page.getByTestId('editor')).toContainText('glibc');

  await bench.press('Evaluate');
  expect([...new Set((await bench.outline('Derivations and what they need')).map(bare))].sort()).toEqual(
    PACKAGES,
  );
  await expect(page.getByTestId('drawing').locator('canvas').first()).toBeVisible();

  // What is drawn can be taken away. (WebDriver BiDi tells nothing of downloads.)
  if (browserName === 'chromium') {
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the drawing as SVG' }).click();
    const picture = readFileSync(await (await saved).path(), 'utf8');
    for (const name of PACKAGES) expect(picture).toContain(`>${name}-`);
  }

  await bench.press('Build');
  const built = await bench.outline('Derivations to build and their state');
  expect(new Set(built.map(bare))).toEqual(new Set(PACKAGES));
  await expect(page.getByRole('list', { name: 'Done' }).getByRole('listitem')).toHaveCount(8);

  // Backwards and forwards through the build, each step with its sentence.
  const end = await bench.sentence.textContent();
  const back = page.getByRole('button', { name: 'Step back' });
  await back.click();
  await back.click();
  expect(await bench.sentence.textContent()).not.toBe(end);
  await page.getByRole('button', { name: 'First step' }).click();
  await expect(bench.sentence).toHaveText('Before the first step.');
  await page.getByRole('slider', { name: 'Step' }).focus();
  await page.keyboard.press('End');
  await expect(bench.sentence).toHaveText(end ?? '');

  await bench.press('Install');
  const chain = page.getByRole('list', { name: 'Symlinks from the home directory to the store' });
  await expect(chain.getByRole('listitem')).toHaveCount(4);
  await expect(chain).toContainText('/nix/store/');

  // The second time there is something else to install, so that there is something to roll back.
  await expect(page.getByRole('navigation').getByRole('button', { name: 'Roll back' })).toBeDisabled();
  await bench.press('Install');
  await expect(page.locator('.generations [aria-current="true"]')).toContainText('nginx');
  await bench.press('Roll back');
  await expect(page.locator('.generations [aria-current="true"]')).toContainText('1');

  await bench.run('nix-env --delete-generations old');
  await bench.press('Collect garbage');
  const tree = page.getByRole('tree', { name: 'What the roots reach, and what nothing keeps' });
  await expect(tree.getByRole('treeitem').filter({ hasText: 'nginx' }).first()).toContainText('deleted');
  await expect(tree.getByRole('treeitem').filter({ hasText: 'glibc' }).first()).toContainText('alive');
  expect(bench.errors).toEqual([]);
});

test('undo and redo restore the machine exactly', async ({ page }) => {
  const bench = await new Workbench(page).open();
  await bench.press('Evaluate');
  const evaluated = await bench.store();
  await bench.press('Build');
  const built = await bench.store();
  expect(built.length).toBeGreaterThan(evaluated.length);
  await page.getByRole('button', { name: 'Undo the last command' }).click();
  await expect.poll(() => bench.store()).toEqual(evaluated);
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect.poll(() => bench.store()).toEqual(built);
  await page.getByRole('button', { name: 'start' }).click();
  await expect(page.getByRole('heading', { name: '/nix/store is empty' })).toBeVisible();
});

test('a past step shows the store as it was, and says so', async ({ page }) => {
  const bench = await new Workbench(page).open();
  await bench.press('Build');
  const built = await bench.store();
  await page.getByRole('button', { name: 'First step' }).click();
  await expect(page.getByText('As of command 1, step 0')).toBeVisible();
  await page.getByRole('button', { name: 'Show the present' }).click();
  expect(await bench.store()).toEqual(built);
});

test('the terminal takes pipes, history, completion and Ctrl-C', async ({ page }) => {
  const bench = await new Workbench(page).open();
  await bench.run("printf 'gr\\303\\274\\303\\237e\\n' | cat; echo done");
  await expect(bench.terminal).toContainText('grüße');
  await page.keyboard.press('ArrowUp');
  await expect(bench.terminal).toContainText(/printf.*printf/s);
  await page.keyboard.press('Control+u');
  await page.keyboard.type('cat def');
  await page.keyboard.press('Tab');
  await expect(bench.terminal).toContainText('cat default.nix');
  await page.keyboard.press('Control+c');
  await expect(bench.terminal).toContainText('^C');
});

const ENDLESS = {
  'an endless loop': 'while true; do :; done',
  'an endless evaluation':
    "nix-instantiate --eval --option max-call-depth 100000000 -E 'let f = n: f (n + 1); in f 0'",
};

for (const [what, command] of Object.entries(ENDLESS))
  test(`Stop ends ${what}`, async ({ page }) => {
    const bench = await new Workbench(page).open();
    await bench.type(command);
    const stop = page.getByRole('button', { name: 'Stop' });
    await stop.click();
    await bench.idle();
    await bench.run('echo alive');
    await expect(bench.terminal).toContainText('alive');
  });

test('a recursion of 100,000 levels has its value', async ({ page }) => {
  const bench = await new Workbench(page).open();
  const count = 'let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 100000';
  await bench.run(`nix-instantiate --eval --option max-call-depth 1000000 -E '${count}' | sed 's/^/is /'`);
  await expect(bench.terminal).toContainText('is 100000');
  expect(bench.errors).toEqual([]);
});

test('an edit goes into the file, and a draft survives a reload', async ({ page }) => {
  const bench = await new Workbench(page).open();
  const editor = page.getByTestId('editor').locator('.cm-content');
  await expect(editor).toContainText('glibc');
  await editor.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('# mine ');
  // At once, before the pause after which it is saved.
  await page.waitForTimeout(100);
  await page.reload();
  await bench.ready();
  await expect(editor).toContainText('# mine ');
  // The draft is saved as an entry of its own.
  await expect(bench.entries).toHaveCount(2);
  await bench.run('head -n 1 default.nix');
  await expect(bench.terminal).toContainText('# mine # Eight');
});
