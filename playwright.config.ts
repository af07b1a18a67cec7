// Browser tests: the built page in Chromium and Firefox as they are installed, served by vite's preview.
//
// CHROMIUM and FIREFOX name the browsers; without them the usual places are tried. The embed's test serves its own
// foreign page on another port.
import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const PORT = Number(process.env['TEST_PORT'] ?? 4183);

function find(variable: string, places: readonly string[]): string {
  return process.env[variable] ?? places.find((place) => existsSync(place)) ?? (places[0] as string);
}

export default defineConfig({
  testDir: 'test/browser',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 2,
  fullyParallel: true,
  retries: 0,
  reporter: 'line',
  use: {
    baseURL: `http://localhost:${PORT}/`,
    viewport: { width: 1440, height: 900 },
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'off',
  },
  projects: [
    {
      name: 'chromium',
      use: {
        browserName: 'chromium',
        launchOptions: {
          executablePath: find('CHROMIUM', [
            '/usr/bin/chromium',
            '/usr/bin/chromium-browser',
            '/usr/bin/google-chrome',
          ]),
          args: [
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
          ],
        },
      },
    },
    {
      name: 'firefox',
      use: {
        browserName: 'firefox',
        channel: 'moz-firefox',
        launchOptions: { executablePath: find('FIREFOX', ['/usr/bin/firefox-esr', '/usr/bin/firefox']) },
      },
    },
  ],
  webServer: {
    command: `npx --no-install vite preview --port ${PORT} --strictPort`,
    url: `http://localhost:${PORT}/`,
    reuseExistingServer: false,
    timeout: 30_000,
  },
});
