// The example in a sandboxed frame of a page of another origin: no storage, no worker from a file, no focus.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, type Locator } from '@playwright/test';

let foreign: Server;

test.beforeAll(async ({ baseURL }) => {
  foreign = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://x').search;
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>Somebody else's page</title><input id="mine" autofocus>
      <div style="height: ${query.includes('below') ? 3000 : 10}px"></div>
      <iframe title="Nixarium" sandbox="allow-scripts" width="800" height="620"
        src="${baseURL}embed.html${query.replace('below', 'v')}"></iframe>`);
  });
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
});
test.afterAll(() => void foreign.close());

const address = () => `http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`;

/** Clicks inside the frame. Over WebDriver BiDi the pointer does not reach a frame of another process. */
function click(target: Locator, browserName: string): Promise<void> {
  return browserName === 'firefox'
    ? target.evaluate((element) => (element as HTMLElement).click())
    : target.click();
}

test('builds the example and says Memory only', async ({ page, browserName }) => {
  await page.goto(`${address()}?v=1`);
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('status').first()).toHaveText('Memory only');
  const build = frame.getByRole('button', { name: 'Build', exact: true }).first();
  await expect(build).toBeEnabled({ timeout: 30_000 });
  await expect(page.locator('#mine')).toBeFocused();
  await click(build, browserName);
  await expect(frame.getByRole('list', { name: 'Done' }).getByRole('listitem')).toHaveCount(8, {
    timeout: 40_000,
  });
  await click(frame.getByRole('button', { name: 'Step back' }), browserName);
  await expect(frame.getByTestId('sentence')).not.toBeEmpty();
  await click(frame.getByRole('button', { name: 'default.nix' }), browserName);
  await expect(frame.getByRole('region', { name: 'default.nix' })).toContainText('glibc');
});

test('loads no engine before it is seen', async ({ page }) => {
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(request.url()));
  await page.goto(`${address()}?below=1`);
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('heading', { name: 'Nixarium' })).toBeAttached();
  await page.waitForTimeout(500);
  expect(loaded.filter((url) => url.includes('engine.worker'))).toEqual([]);
  await page.locator('iframe').scrollIntoViewIfNeeded();
  await expect.poll(() => loaded.filter((url) => url.includes('engine.worker')).length).toBeGreaterThan(0);
});

test('refuses a version it does not know', async ({ page }) => {
  await page.goto(`${address()}?v=9`);
  await expect(page.frameLocator('iframe').locator('body')).toContainText('embeds of version 1, not 9');
});
