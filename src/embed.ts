// The embed's composition root: draws the view at once; the engine comes when it is wanted and keeps all in memory.
import { mountEmbed, readParameters } from './embed/index.ts';
import defaultNix from './machine/first-home/default.nix?raw';
import { applyTheme, Session } from './ui/index.ts';
import { Client } from './worker/index.ts';

const target = document.getElementById('app') as HTMLElement;
try {
  const parameters = readParameters(location.search);
  applyTheme(parameters.theme);
  const session = new Session();
  mountEmbed(target, {
    session,
    parameters,
    source: defaultNix,
    async start() {
      try {
        const { startEngine } = await import('./worker/start.ts');
        const { port } = await startEngine((message) => session.fail(message));
        await session.open(new Client(port, session), 'embed', 'memory');
      } catch (error) {
        session.fail(error);
      }
    },
  });
} catch (error) {
  target.textContent = error instanceof Error ? error.message : String(error);
}
