// How long people wait for the page: the first meaningful paint, until one can type into the terminal, and until Stop has
// ended an endless evaluation. Printed, not asserted: it depends on the machine. Build first (`npx vite build`), then
// `node bench/page.mjs [visits]`.
import { existsSync } from 'node:fs';
import { chromium, firefox } from '@playwright/test';
import { preview } from 'vite';

const visits = Number(process.argv[2] ?? 5);
const find = (variable, places) => process.env[variable] ?? places.find((place) => existsSync(place));
const server = await preview({ preview: { port: 4189 }, logLevel: 'silent' });
const address = server.resolvedUrls.local[0];

const BROWSERS = [
  [
    'Chromium',
    () =>
      chromium.launch({
        executablePath: find('CHROMIUM', ['/usr/bin/chromium', '/usr/bin/google-chrome']),
        args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
      }),
  ],
  [
    'Firefox',
    () =>
      firefox.launch({
        channel: 'moz-firefox',
        executablePath: find('FIREFOX', ['/usr/bin/firefox-esr', '/usr/bin/firefox']),
      }),
  ],
];

const ENDLESS =
  "nix-instantiate --eval --option max-call-depth 100000000 -E 'let f = n: f (n + 1); in f 0'\n";

/** Milliseconds from pressing Stop until the machine is idle again. */
async function stop(page) {
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.type(ENDLESS);
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  await page.waitForTimeout(300);
  return await page.evaluate(async () => {
    const button = [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === 'Stop');
    const begin = performance.now();
    button?.click();
    while (button?.isConnected) await new Promise((resolve) => setTimeout(resolve, 1));
    return performance.now() - begin;
  });
}

/** Milliseconds from navigation: the header drawn, the terminal's prompt there with a machine behind it. */
async function visit(browser, i) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${address}?world=bench-${i}`, { waitUntil: 'commit' });
  await page.waitForFunction(() => document.querySelector('.xterm-rows')?.textContent.includes('$'));
  const times = await page.evaluate(() => ({
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
    ready: performance.now(),
  }));
  times.stop = await stop(page);
  await context.close();
  return times;
}

const middle = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1].toFixed(0);
for (const [name, launch] of BROWSERS) {
  const browser = await launch();
  const times = [];
  for (let i = 0; i < visits; i++) times.push(await visit(browser, i));
  await browser.close();
  const of = (what) => middle(times.map((time) => time[what]));
  console.log(
    `${name}: first paint ${of('paint')} ms, ready to type ${of('ready')} ms, Stop ${of('stop')} ms (median of ${visits} first visits)`,
  );
}
await server.close();
