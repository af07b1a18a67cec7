// The page's composition root: draws the workbench at once, starts the engine beside it, joins the two.
import { applyTheme, browserPreferences, mountWorkbench, Session } from './ui/index.ts';
import { Client } from './worker/index.ts';
import { startEngine } from './worker/start.ts';

const preferenceStore = browserPreferences();
applyTheme(preferenceStore.read().theme);
const session = new Session();
mountWorkbench(document.getElementById('app') as HTMLElement, {
  session,
  preferenceStore,
  path: '/home/learner/default.nix',
  loadLesson: async () =>
    (await import('../lessons/first-steps/from-expression-to-store-path/lesson.md?lesson')).default,
});
const parameters = new URLSearchParams(location.search);
startEngine((message) => session.fail(message)).then(
  ({ port }) =>
    session.open(
      new Client(port, session),
      parameters.get('world') ?? 'default',
      parameters.get('storage') === 'memory' ? 'memory' : 'indexeddb',
    ),
  (error: unknown) => session.fail(error),
);
