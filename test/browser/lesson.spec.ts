// The lesson, start to end, as a person does it with Solve; progress over a reload; Reset and Next.
import { expect, test } from '@playwright/test';
import { Workbench } from './workbench.ts';

test('the lesson completes, survives a reload, and begins anew after a reset', async ({ page }) => {
  test.setTimeout(120_000);
  const bench = await new Workbench(page).open();
  const lesson = page.getByRole('region', { name: 'Lesson' });
  const next = lesson.getByRole('button', { name: 'Next', exact: true });
  await expect(lesson).toContainText('0 of 7 steps solved');

  // A step by hand: hint after hint, then the command itself.
  await lesson.getByRole('button', { name: 'Hint' }).click();
  await expect(lesson.getByRole('heading', { name: 'Hint 1' })).toBeVisible();
  await expect(bench.checks).toContainText('Not met:');
  await bench.run('nix-instantiate');
  await expect(lesson.getByRole('heading', { name: 'Solved', exact: true })).toBeVisible();

  for (let step = 2; step <= 7; step++) {
    await next.click();
    const predict = lesson.getByRole('button', { name: 'Predict' });
    if (await predict.isVisible()) {
      await lesson.getByRole('checkbox', { name: 'openssl' }).check();
      await predict.click();
      await expect(lesson).toContainText('Your prediction stands');
    }
    await lesson.getByRole('button', { name: 'Solve', exact: true }).click();
    await expect(lesson).toContainText('will count as solved with help');
    await lesson.getByRole('button', { name: 'Do it' }).click();
    await expect(lesson.getByRole('heading', { name: 'Solved, with help' })).toBeVisible({ timeout: 40_000 });
    if (step === 4) {
      await expect(lesson).toContainText('Not quite.');
      await page.reload();
      await bench.ready();
      await expect(lesson).toContainText('4 of 7 steps solved');
      await lesson.getByRole('button', { name: 'Step 4' }).click();
    }
  }
  await expect(lesson).toContainText('The lesson is complete.');
  await expect(lesson.getByRole('button', { name: /^Next/ })).toBeEnabled();

  await lesson.getByRole('button', { name: 'Reset the lesson' }).click();
  await lesson.getByRole('button', { name: 'Reset', exact: true }).click();
  await expect(lesson).toContainText('0 of 7 steps solved');
  await expect.poll(() => bench.done()).toBe(0);
  await bench.run('nix-instantiate');
  await expect(next).toBeEnabled();
});
