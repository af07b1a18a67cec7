// Lays a graph out off the main thread: one message in, one message out.
import { layout, type LayoutInput } from '../../../view/index.ts';

self.onmessage = (event: MessageEvent<{ readonly id: number; readonly input: LayoutInput }>) => {
  const { id, input } = event.data;
  self.postMessage({ id, result: layout(input) });
};
