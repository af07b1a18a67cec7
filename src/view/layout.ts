// A layered layout of our own for graphs without cycles (with one, the edge that closes it is ignored).
//
// What is needed stands below what needs it; a node's layer is its longest way down. Within a layer, nodes follow the
// barycentre of their neighbours, a few sweeps up and down; then each moves towards its neighbours as far as room
// allows. Deterministic: the same graph gives the same drawing.
export interface LayoutInput {
  readonly nodes: readonly { readonly id: string; readonly width: number }[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  /** Between the middles of two layers. */
  readonly layerGap: number;
  /** Between two nodes of a layer. */
  readonly nodeGap: number;
}

export interface LayoutResult {
  /** The middle of each node, by id. */
  readonly positions: Readonly<Record<string, { readonly x: number; readonly y: number }>>;
  /** Where an edge over several layers bends, by `from>to`, from top to bottom. */
  readonly routes: Readonly<Record<string, readonly { readonly x: number; readonly y: number }[]>>;
  readonly layers: number;
}

interface Place {
  readonly id: string;
  readonly width: number;
  readonly layer: number;
  readonly below: Place[];
  readonly above: Place[];
  order: number;
  x: number;
}

const SWEEPS = 8;
const VIRTUAL_WIDTH = 12;
/** Beyond this many edges long ones are drawn straight, without a way of their own. */
const ROUTED_EDGES = 600;

export function layout(input: LayoutInput): LayoutResult {
  const joined = new Set(input.edges.flatMap(({ from, to }) => (from === to ? [] : [from, to])));
  const loose = input.nodes.filter(({ id }) => !joined.has(id));
  const result = layoutJoined({ ...input, nodes: input.nodes.filter(({ id }) => joined.has(id)) });
  return { ...result, positions: { ...result.positions, ...rowsBelow(loose, result, input) } };
}

/** Nodes without any edge stand in rows of their own below the rest, about as wide as it. */
function rowsBelow(
  loose: LayoutInput['nodes'],
  { positions, layers }: LayoutResult,
  { layerGap, nodeGap }: LayoutInput,
): Record<string, { x: number; y: number }> {
  const xs = Object.values(positions).map(({ x }) => x);
  const middle = xs.length === 0 ? 0 : (Math.min(...xs) + Math.max(...xs)) / 2;
  const room = Math.max(5 * layerGap, xs.length === 0 ? 0 : Math.max(...xs) - Math.min(...xs));
  const rows: (typeof loose)[number][][] = [];
  let used = Infinity;
  for (const node of loose) {
    if (used + node.width > room) {
      rows.push([]);
      used = 0;
    }
    rows[rows.length - 1]?.push(node);
    used += node.width + nodeGap;
  }
  const placed: Record<string, { x: number; y: number }> = {};
  rows.forEach((row, i) => {
    const total = row.reduce((sum, { width }) => sum + width, 0) + nodeGap * (row.length - 1);
    let x = middle - total / 2;
    for (const { id, width } of row) {
      placed[id] = { x: x + width / 2, y: (layers + i) * layerGap };
      x += width + nodeGap;
    }
  });
  return placed;
}

function layoutJoined(input: LayoutInput): LayoutResult {
  const { layers, places, ways } = layersOf(input);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const downwards = sweep % 2 === 0;
    const walk = downwards ? [...layers].reverse() : layers;
    for (const layer of walk) sortByNeighbours(layer, downwards ? 'above' : 'below');
  }
  for (const layer of layers) pack(layer, input.nodeGap);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const walk = sweep % 2 === 0 ? [...layers].reverse() : layers;
    for (const layer of walk) settle(layer, input.nodeGap);
  }
  const point = ({ x, layer }: Place) => ({ x, y: (layers.length - 1 - layer) * input.layerGap });
  return {
    positions: Object.fromEntries(places.map((place) => [place.id, point(place)])),
    routes: Object.fromEntries([...ways].map(([edge, bends]) => [edge, bends.map(point)])),
    layers: layers.length,
  };
}

function layersOf(input: LayoutInput): {
  layers: Place[][];
  places: Place[];
  ways: ReadonlyMap<string, Place[]>;
} {
  const needs = new Map<string, string[]>(input.nodes.map(({ id }) => [id, []]));
  for (const { from, to } of input.edges) if (from !== to && needs.has(to)) needs.get(from)?.push(to);
  const depth = depths(
    input.nodes.map(({ id }) => id),
    needs,
  );
  const byId = new Map<string, Place>();
  const layers: Place[][] = [];
  const put = (id: string, width: number, layer: number): Place => {
    const row = (layers[layer] ??= []);
    const place: Place = { id, width, layer, below: [], above: [], order: row.length, x: 0 };
    row.push(place);
    return place;
  };
  const places = input.nodes.map(({ id, width }) => {
    const place = put(id, width, depth.get(id) ?? 0);
    byId.set(id, place);
    return place;
  });
  const ways = new Map<string, Place[]>();
  const route = input.edges.length <= ROUTED_EDGES;
  for (const [from, targets] of needs)
    for (const to of targets) {
      const upper = byId.get(from) as Place;
      const lower = byId.get(to) as Place;
      if (upper.layer <= lower.layer) continue;
      let at = upper;
      const bends: Place[] = [];
      if (route)
        for (let layer = upper.layer - 1; layer > lower.layer; layer--) {
          const next = put('', VIRTUAL_WIDTH, layer);
          at.below.push(next);
          next.above.push(at);
          bends.push(next);
          at = next;
        }
      at.below.push(lower);
      lower.above.push(at);
      if (bends.length > 0) ways.set(`${from}>${to}`, bends);
    }
  for (let i = 0; i < layers.length; i++) layers[i] ??= [];
  return { layers, places, ways };
}

/** Longest way down from each node, without recursion: graphs can be deep. */
function depths(ids: readonly string[], needs: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const depth = new Map<string, number>();
  const open = new Set<string>();
  for (const start of ids) {
    const stack = [{ id: start, next: 0 }];
    while (stack.length > 0) {
      const top = stack.at(-1) as { id: string; next: number };
      const children = needs.get(top.id) ?? [];
      if (depth.has(top.id)) {
        stack.pop();
        continue;
      }
      open.add(top.id);
      const child = children[top.next++];
      if (child === undefined) {
        // A child still open is the edge that closes a cycle.
        depth.set(
          top.id,
          Math.max(
            -1,
            ...children.map((id) => (open.has(id) && !depth.has(id) ? -1 : (depth.get(id) ?? -1))),
          ) + 1,
        );
        open.delete(top.id);
        stack.pop();
      } else if (!depth.has(child) && !open.has(child)) stack.push({ id: child, next: 0 });
    }
  }
  return depth;
}

function sortByNeighbours(layer: Place[], side: 'above' | 'below'): void {
  const centre = new Map(
    layer.map((place) => {
      const near = place[side];
      return [
        place,
        near.length === 0 ? place.order : near.reduce((sum, { order }) => sum + order, 0) / near.length,
      ];
    }),
  );
  layer.sort((a, b) => (centre.get(a) as number) - (centre.get(b) as number) || a.order - b.order);
  layer.forEach((place, order) => (place.order = order));
}

function pack(layer: Place[], gap: number): void {
  const total = layer.reduce((sum, { width }) => sum + width, 0) + gap * (layer.length - 1);
  let x = -total / 2;
  for (const place of layer) {
    place.x = x + place.width / 2;
    x += place.width + gap;
  }
}

/** Moves each node of a layer towards the middle of its neighbours; the order stays, nothing overlaps. */
function settle(layer: Place[], gap: number): void {
  const wish = layer.map((place) => {
    const near = [...place.above, ...place.below];
    return near.length === 0 ? place.x : near.reduce((sum, { x }) => sum + x, 0) / near.length;
  });
  const room = (i: number) => ((layer[i - 1]?.width ?? 0) + (layer[i]?.width ?? 0)) / 2 + gap;
  const left: number[] = [];
  const right: number[] = [];
  for (let i = 0; i < layer.length; i++)
    left[i] = i === 0 ? (wish[0] as number) : Math.max(wish[i] as number, (left[i - 1] as number) + room(i));
  for (let i = layer.length - 1; i >= 0; i--)
    right[i] =
      i === layer.length - 1
        ? (wish[i] as number)
        : Math.min(wish[i] as number, (right[i + 1] as number) - room(i + 1));
  // The mean of the leftmost and rightmost solutions keeps every gap that both keep.
  layer.forEach((place, i) => (place.x = ((left[i] as number) + (right[i] as number)) / 2));
}
