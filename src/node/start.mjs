// `npm start`: builds the app, serves it, and opens it in a browser where there is one to open.
import { spawn } from 'node:child_process';
import { build, preview } from 'vite';

await build({ logLevel: 'warn' });
const server = await preview({
  preview: { port: Number(process.env.PORT ?? 4173), host: process.env.HOST ?? 'localhost' },
});
const address = server.resolvedUrls?.local[0] ?? server.resolvedUrls?.network[0];
console.log(`\n  Nixarium is running at ${address}\n\n  Stop it with Ctrl-C.\n`);

const opener = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
if (process.stdout.isTTY && process.env.BROWSER !== 'none')
  spawn(opener, [address], { stdio: 'ignore', detached: true })
    .on('error', () => console.log('  (No browser could be opened; visit the address above.)\n'))
    .unref();
