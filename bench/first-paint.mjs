// How long a first visit takes: the first meaningful paint, and until one can type into the terminal. Printed, not
// asserted: it depends on the machine. Build first (`npx vite build`), then `node bench/first-paint.mjs [visits]`.
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
  await context.close();
  return times;
}

const middle = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1].toFixed(0);
for (const [name, launch] of BROWSERS) {
  const browser = await launch();
  const times = [];
  for (let i = 0; i < visits; i++) times.push(await visit(browser, i));
  await browser.close();
  console.log(
    `${name}: first paint ${middle(times.map(({ paint }) => paint))} ms, ready to type ${middle(times.map(({ ready }) => ready))} ms (median of ${visits} first visits)`,
  );
}
await server.close();
