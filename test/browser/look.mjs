// Takes pictures of the page at several widths and themes, for looking at: node test/browser/look.mjs URL OUTDIR
import { mkdirSync } from 'node:fs';
import { chromium } from '@playwright/test';

const [url = 'http://localhost:4173/', out = 'test-results/look'] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
const widths = (process.env.WIDTHS ?? '1440,1024,360').split(',').map(Number);
for (const scheme of (process.env.SCHEMES ?? 'dark,light').split(','))
  for (const width of widths) {
    const context = await browser.newContext({
      viewport: { width, height: width === 1440 ? 900 : width === 1024 ? 768 : 740 },
      colorScheme: scheme,
      reducedMotion: 'reduce',
      hasTouch: width < 720,
    });
    const page = await context.newPage();
    page.on(
      'console',
      (message) => message.type() === 'error' && console.log(`[${scheme} ${width}]`, message.text()),
    );
    page.on('pageerror', (error) => console.log(`[${scheme} ${width}]`, error.message));
    await page.goto(url);
    await page.getByText('Saved').first().waitFor({ timeout: 20000 });
    await page.waitForTimeout(700);
    const shot = (name) => page.screenshot({ path: `${out}/${name}-${width}-${scheme}.png` });
    await shot('1-start');
    const press = async (name, settle = 1500) => {
      await page
        .getByRole('navigation', { name: 'First steps' })
        .getByRole('button', { name, exact: true })
        .click();
      await page.waitForTimeout(settle);
    };
    const only = process.env.ONLY?.split(',');
    for (const [i, name] of ['Evaluate', 'Build', 'Install', 'Collect garbage'].entries()) {
      await press(name, 2500);
      if (width < 720) await page.getByRole('tab', { name: 'Scopes' }).click();
      await page.waitForTimeout(400);
      if (!only || only.includes(String(i + 2)))
        await shot(`${i + 2}-${name.toLowerCase().replace(' ', '-')}`);
    }
    await context.close();
  }
await browser.close();
