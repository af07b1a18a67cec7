// What survives: reloads, killed tabs, denied storage, two tabs.
import { expect, test, type BrowserContext } from '@playwright/test';
import { freshWorld, Workbench } from './workbench.ts';

test('a reload in the middle brings the last whole command back', async ({ page }) => {
  const bench = await new Workbench(page).open();
  await bench.press('Evaluate');
  const evaluated = await bench.store();
  await bench.type('nix-build');
  await page.waitForTimeout(60);
  await page.reload();
  await bench.ready();
  const done = await bench.done();
  const store = await bench.store();
  // Either the build was not done, or it stands whole.
  if (done === 1) expect(store).toEqual(evaluated);
  else expect(await outputs(bench)).toBeGreaterThanOrEqual(8);
  await bench.press('Build');
  expect(await outputs(bench)).toBeGreaterThanOrEqual(8);
});

/** A small seeded generator, so that a failure can be seen again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

async function outputs(bench: Workbench): Promise<number> {
  return (await bench.store()).filter((path) => !path.endsWith('.drv')).length;
}

test('a tab killed at ten moments of a build reopens consistent each time', async ({ browser }) => {
  test.setTimeout(150_000);
  const next = random(20_261_121);
  const context: BrowserContext = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  });
  const world = freshWorld();
  let page = await context.newPage();
  let bench = await new Workbench(page, world).open();
  await bench.press('Evaluate');
  const before = await bench.store();
  for (let i = 0; i < 10; i++) {
    await bench.type('nix-build');
    await page.waitForTimeout(Math.round(next() * 600));
    await page.close({ runBeforeUnload: false });
    page = await context.newPage();
    bench = await new Workbench(page, world).open();
    const store = await bench.store();
    if ((await bench.done()) === 1) expect(store).toEqual(before);
    else {
      expect(await outputs(bench)).toBeGreaterThanOrEqual(8);
      // Undone, so that the next round has something to kill.
      await page.getByRole('button', { name: 'Undo the last command' }).click();
      await expect.poll(() => bench.store()).toEqual(before);
    }
    expect(bench.errors).toEqual([]);
  }
  await bench.press('Build');
  expect(await outputs(bench)).toBeGreaterThanOrEqual(8);
  await context.close();
});

test('denied storage says Memory only and works', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'localStorage', {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  });
  const bench = await new Workbench(page).open('&storage=memory');
  await expect(bench.status).toHaveText(/^Memory only/);
  await bench.press('Build');
  await expect(page.getByRole('list', { name: 'Done' }).getByRole('listitem')).toHaveCount(8);
  await page.reload();
  await bench.ready();
  await expect(page.getByRole('heading', { name: 'No derivations yet' })).toBeVisible();
});

test('a second tab follows, and takes over when the first closes', async ({ context }) => {
  const world = freshWorld();
  const first = await new Workbench(await context.newPage(), world).open();
  const second = await new Workbench(await context.newPage(), world).open();
  await expect(second.page.getByText('This tab follows.')).toBeVisible();
  await first.press('Evaluate');
  const store = await first.store();
  await expect.poll(() => second.store()).toEqual(store);
  await expect(second.page.getByRole('button', { name: 'Evaluate' }).first()).toBeDisabled();
  await first.page.close();
  await expect(second.page.getByText('This tab follows.')).toBeHidden();
  await second.press('Build');
});
