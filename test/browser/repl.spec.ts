// `nix repl` in the page's terminal: its prompt, editing, completion, history, Ctrl-C and Ctrl-D.
import { expect, test } from '@playwright/test';
import { Workbench } from './workbench.ts';

test('a person talks with nix repl', async ({ page }) => {
  const bench = await new Workbench(page).open();
  const { terminal } = bench;
  const lines = async () =>
    (await terminal.locator('> div').allTextContents())
      .map((line) => line.replaceAll('\u00a0', ' ').trimEnd())
      .filter((line) => line !== '');
  const lastLine = async () => (await lines()).at(-1);

  await bench.type('nix repl');
  await expect.poll(lastLine, { timeout: 40_000 }).toBe('nix-repl>');
  await bench.type('set = { alpha = 20; alps = 3; }');
  await expect.poll(lastLine).toBe('nix-repl>');

  // Tab completes as far as it is clear, the cursor goes back into the line.
  await page.keyboard.type('set.a');
  await page.keyboard.press('Tab');
  await expect.poll(lastLine).toBe('nix-repl> set.alp');
  await page.keyboard.type('h');
  await page.keyboard.press('Tab');
  await expect.poll(lastLine).toBe('nix-repl> set.alpha');
  await page.keyboard.press('Home');
  await page.keyboard.type('1 + ');
  await page.keyboard.press('Enter');
  await expect
    .poll(async () => (await lines()).slice(-3))
    .toEqual(['nix-repl> 1 + set.alpha', '21', 'nix-repl>']);

  // A line that is not finished goes on; Ctrl-C gives it up.
  await bench.type('[ 1');
  await expect.poll(lastLine).toBe('        >');
  await page.keyboard.press('Control+c');
  await expect.poll(lastLine).toBe('nix-repl>');
  expect(await lines()).toContain('        > ^C');

  // The history has this session's lines, not the shell's.
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect.poll(lastLine).toBe('nix-repl> 1 + set.alpha');
  await page.keyboard.press('Control+c');

  await page.keyboard.press('Control+d');
  await bench.idle();
  await expect.poll(lastLine).toContain('$');
  expect(await bench.done()).toBe(1);

  // What was said is told again after a reload.
  await page.reload();
  await bench.ready();
  await expect(terminal).toContainText('nix-repl> 1 + set.alpha');
  expect(bench.errors).toEqual([]);
});
