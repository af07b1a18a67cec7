// For everybody: axe on each screen in both themes, the whole path by keyboard, 360 pixels by touch.
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { Workbench } from './workbench.ts';

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
  );
}

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing on any screen, ${colorScheme}`, async ({ browser }) => {
    test.setTimeout(120_000);
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      colorScheme,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    const bench = await new Workbench(page).open();
    await expect(page.getByTestId('checks')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await bench.press('Evaluate');
    expect(await violations(page)).toEqual([]);
    await bench.press('Build');
    await page.getByRole('button', { name: 'Step back' }).click();
    expect(await violations(page)).toEqual([]);
    await bench.show('Store');
    await page.getByRole('region', { name: 'Store paths' }).getByRole('button').nth(6).click();
    expect(await violations(page)).toEqual([]);
    await bench.press('Install');
    expect(await violations(page)).toEqual([]);
    await bench.press('Collect garbage');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'List' }).click();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Command palette' }).click();
    expect(await violations(page)).toEqual([]);
    await context.close();
  });

test('axe finds nothing in high contrast', async ({ page }) => {
  const bench = await new Workbench(page).open();
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('contrast');
  await bench.press('Build');
  expect(await violations(page)).toEqual([]);
});

test('the path by keyboard alone', async ({ page }) => {
  const bench = await new Workbench(page).open();
  const command = async (name: string) => {
    const entries = await bench.entries.count();
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'Find a command' })).toBeFocused();
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
    await expect(bench.entries).toHaveCount(entries + 1, { timeout: 40_000 });
  };
  await command('evaluate');
  await command('build');
  // Into the outline of the graph: it comes up when it has the focus, and arrows walk it.
  const tree = page.getByRole('tree', { name: 'Derivations to build and their state' });
  await tree.locator('[tabindex="0"]').first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(tree.locator(':focus')).toHaveAttribute('aria-selected', 'true');
  await expect(tree).toBeInViewport();
  // Tabs by arrows.
  await page.getByRole('tab', { name: 'Build' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'Store' })).toBeFocused();
  // Panes by arrows.
  const splitter = page.getByRole('separator', { name: 'Width of the scopes' });
  const width = await splitter.getAttribute('aria-valuenow');
  await splitter.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(splitter).not.toHaveAttribute('aria-valuenow', width ?? '');
  // Into the terminal and out again.
  await page.getByRole('textbox', { name: 'Terminal' }).focus();
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('textbox', { name: 'Terminal' })).not.toBeFocused();
  await command('install');
  await command('collect');
});

test('at 360 pixels the path works by touch', async ({ browser, browserName }) => {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    reducedMotion: 'reduce',
    ...(browserName === 'chromium' ? { hasTouch: true } : {}),
  });
  const page = await context.newPage();
  const bench = new Workbench(page);
  await page.goto(`./?world=${bench.world}`);
  await expect(bench.status).toHaveText(/^Saved/);
  const press = (name: string) => {
    const button = page
      .getByRole('navigation', { name: 'First steps' })
      .getByRole('button', { name, exact: true });
    return browserName === 'chromium' ? button.tap() : button.click();
  };
  const entries = ['start'];
  for (const name of ['Evaluate', 'Build', 'Install', 'Collect garbage']) {
    await press(name);
    entries.push(name);
    await expect(bench.entries).toHaveCount(entries.length, { timeout: 40_000 });
  }
  await page.getByRole('tab', { name: 'Scopes' }).click();
  await expect(
    page.getByRole('tree', { name: 'What the roots reach, and what nothing keeps' }),
  ).toBeAttached();
  await page.getByRole('tab', { name: 'Lesson' }).click();
  await expect(page.getByTestId('checks')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await context.close();
});
