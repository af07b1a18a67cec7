// Starts the engine: as a worker from its file; from its text where the page's origin is opaque and a file is refused;
// and, where no worker starts at all, on this thread in slices.
import engineUrl from './engine.worker.ts?worker&url';
import type { Port, ToClient, ToServer } from './protocol.ts';

export interface Engine {
  readonly port: Port<ToClient, ToServer>;
  readonly place: 'worker' | 'worker from text' | 'page';
}

export async function startEngine(failed: (message: string) => void): Promise<Engine> {
  const watch = (worker: Worker): Worker => {
    worker.onerror = (event) => failed(event.message || 'the engine could not be loaded');
    return worker;
  };
  if (globalThis.origin !== 'null') {
    try {
      return { port: portOf(watch(new Worker(engineUrl, { type: 'module' }))), place: 'worker' };
    } catch {
      // Refused: go on to the next way.
    }
  }
  try {
    const text = await (await fetch(engineUrl)).text();
    const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
    const worker = new Worker(url, { type: 'module' });
    await firstSign(worker);
    return { port: portOf(watch(worker)), place: 'worker from text' };
  } catch {
    const { serveHere } = await import('./serve-here.ts');
    return { port: serveHere(), place: 'page' };
  }
}

function portOf(worker: Worker): Port<ToClient, ToServer> {
  return worker as unknown as Port<ToClient, ToServer>;
}

/** A worker that is refused fails after it was made; one that lives stays silent until it is asked. */
function firstSign(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, 400);
    worker.onerror = () => {
      clearTimeout(timer);
      reject(new Error('the worker was refused'));
    };
  });
}
