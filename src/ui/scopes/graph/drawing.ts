// Draws a graph with Cytoscape, at the places our own layout gives. Loaded on demand.
//
// The drawing is for eyes and pointers only; the outline beside it says the same to everybody else.
import cytoscape, { type Core, type ElementDefinition, type StylesheetStyle } from 'cytoscape';
import type { Graph, GraphNode, NodeState } from '../../../view/index.ts';
import { svgOf } from './svg.ts';
import { LayoutClient } from './layout-client.ts';

const HEIGHT = 46;
const LAYER_GAP = 92;
const NODE_GAP = 26;

export class Drawing {
  readonly #cy: Core;
  readonly #layout = new LayoutClient();
  readonly #resize: ResizeObserver;
  #shape = '';
  #graph: Graph | undefined;
  /** Layers run from left to right: the pane is much wider than high. */
  #sideways = false;
  #drawing = 0;

  constructor(
    private readonly host: HTMLElement,
    options: { pick(id: string | undefined): void; wheel: boolean },
  ) {
    this.#cy = cytoscape({
      container: host,
      layout: { name: 'preset' },
      minZoom: 0.1,
      maxZoom: 2.5,
      autoungrabify: true,
      boxSelectionEnabled: false,
      userZoomingEnabled: options.wheel,
      style: styles(host),
    });
    this.#cy.on('tap', (event) => options.pick(event.target === this.#cy ? undefined : nodeId(event.target)));
    // A hidden container has no size: fit on the first real one.
    this.#resize = new ResizeObserver(() => {
      if (host.clientWidth === 0 || host.clientHeight === 0) return;
      this.#cy.resize();
      if (this.#graph !== undefined && this.#sideways !== this.#isWide()) void this.show(this.#graph);
      else this.fit();
    });
    this.#resize.observe(host);
  }

  dispose(): void {
    this.#resize.disconnect();
    this.#layout.dispose();
    this.#cy.destroy();
  }

  repaint(): void {
    this.#cy.style(styles(this.host));
    this.#cy.nodes().forEach((node) => {
      node.data('badgeImage', badgeImage(node.data('badge') as string, this.host));
    });
  }

  /** Shows a graph. Places are computed anew only when other nodes or edges are in it. */
  async show(graph: Graph): Promise<void> {
    this.#graph = graph;
    this.#sideways = this.#isWide();
    const shape = JSON.stringify([
      this.#sideways,
      graph.nodes.map(({ id, label }) => [id, label]),
      graph.edges,
    ]);
    if (shape === this.#shape) {
      this.#cy.batch(() =>
        graph.nodes.forEach((node) => this.#cy.getElementById(node.id).data(this.#data(node))),
      );
      return;
    }
    const turn = ++this.#drawing;
    const { positions, routes } = await this.#places(graph);
    if (turn !== this.#drawing) return;
    this.#shape = shape;
    const elements: ElementDefinition[] = [
      ...graph.nodes.map((node) => ({
        group: 'nodes' as const,
        data: { id: node.id, ...this.#data(node) },
        position: { ...(positions[node.id] ?? { x: 0, y: 0 }) },
      })),
      ...graph.edges.map(({ from, to }) => ({
        group: 'edges' as const,
        data: {
          id: `${from}>${to}`,
          source: from,
          target: to,
          ...bends(positions[from], positions[to], routes[`${from}>${to}`]),
        },
      })),
    ];
    this.#cy.batch(() => {
      this.#cy.elements().remove();
      this.#cy.add(elements);
    });
    this.fit();
  }

  /** Places for the graph in the direction that suits the pane. */
  async #places(graph: Graph) {
    const widths = graph.nodes.map(widthOf);
    const sideways = this.#sideways;
    const { positions, routes } = await this.#layout.layout({
      nodes: graph.nodes.map(({ id }, i) => ({ id, width: sideways ? HEIGHT : (widths[i] as number) })),
      edges: graph.edges,
      layerGap: sideways ? Math.max(...widths) + 54 : LAYER_GAP,
      nodeGap: sideways ? 18 : NODE_GAP,
    });
    if (!sideways) return { positions, routes };
    const turn = ({ x, y }: Point): Point => ({ x: y, y: x });
    return {
      positions: mapValues(positions, turn),
      routes: mapValues(routes, (points) => points.map(turn)),
    };
  }

  #isWide(): boolean {
    return this.host.clientWidth > this.host.clientHeight * 1.9;
  }

  fit(): void {
    if (this.#cy.width() === 0 || this.#cy.elements().empty()) return;
    this.#cy.fit(undefined, 22);
    // Few nodes are not blown up beyond their natural size.
    if (this.#cy.zoom() > 1.15) {
      this.#cy.zoom(1.15);
      this.#cy.center();
    }
  }

  zoom(factor: number): void {
    this.#cy.zoom({
      level: this.#cy.zoom() * factor,
      renderedPosition: { x: this.#cy.width() / 2, y: this.#cy.height() / 2 },
    });
  }

  /** Marks one node and what it is joined to. */
  pick(id: string | undefined): void {
    this.#cy.batch(() => {
      this.#cy.elements().removeClass('picked near');
      if (id === undefined) return;
      const node = this.#cy.getElementById(id);
      node.addClass('picked');
      node.connectedEdges().addClass('near');
    });
  }

  /** The drawing as a PNG, at twice the size it has on screen. */
  png(): Blob {
    const background = getComputedStyle(this.host).getPropertyValue('--surface').trim();
    return this.#cy.png({ output: 'blob', full: true, scale: 2, bg: background });
  }

  /** The drawing as an SVG file. */
  svg(): Blob {
    const ground = getComputedStyle(this.host).getPropertyValue('--surface').trim();
    return new Blob([svgOf(this.#cy, ground)], { type: 'image/svg+xml' });
  }

  #data(node: GraphNode) {
    return {
      text: node.detail === undefined ? node.label : `${node.label}\n${node.detail}`,
      state: node.state,
      width: widthOf(node),
      changed: node.changed === true ? 1 : 0,
      badge: node.badge ?? '',
      badgeImage: badgeImage(node.badge ?? '', this.host),
    };
  }
}

/** Wide enough for any detail a state may bring, so that nodes keep their size from step to step. */
export function widthOf({ label, detail }: GraphNode): number {
  return Math.max(118, Math.max(label.length * 8, (detail ?? '').length * 6.4) + 30);
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** An edge's bends as Cytoscape wants them: shares of the straight way, and distances from it. */
function bends(from?: Point, to?: Point, points: readonly Point[] = []): Readonly<Record<string, string>> {
  if (from === undefined || to === undefined || points.length === 0) return {};
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  const relative = points.map(({ x, y }) => [x - from.x, y - from.y] as const);
  return {
    weights: relative.map(([x, y]) => (x * dx + y * dy) / length ** 2).join(' '),
    distances: relative.map(([x, y]) => (y * dx - x * dy) / length).join(' '),
  };
}

function nodeId(target: unknown): string | undefined {
  const element = target as { isNode?: () => boolean; id(): string };
  return element.isNode?.() === true ? element.id() : undefined;
}

/** A round badge with a number, as an image: Cytoscape has no second label. */
function badgeImage(text: string, host: HTMLElement): string {
  if (text === '') return 'none';
  const style = getComputedStyle(host);
  const ground = style.getPropertyValue('--ready').trim();
  const ink = style.getPropertyValue('--bg').trim();
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="44" height="44"><circle cx="22" cy="22" r="20" fill="${ground}" stroke="${ink}" stroke-width="3"/><text x="22" y="30" text-anchor="middle" font-family="sans-serif" font-weight="700" font-size="23" fill="${ink}">${text.replace(/[<&]/g, '')}</text></svg>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}

const STATE_TOKENS: Record<
  NodeState,
  readonly [line: string, ground: string, style: 'solid' | 'dashed' | 'double']
> = {
  plain: ['line-strong', 'raised', 'solid'],
  visited: ['muted', 'raised', 'solid'],
  stack: ['running', 'running-ground', 'double'],
  waiting: ['line-strong', 'raised', 'dashed'],
  ready: ['ready', 'ready-ground', 'solid'],
  running: ['running', 'running-ground', 'double'],
  done: ['done', 'done-ground', 'solid'],
  valid: ['done', 'done-ground', 'solid'],
  alive: ['done', 'done-ground', 'solid'],
  failed: ['dead', 'dead-ground', 'double'],
  dead: ['dead', 'dead-ground', 'dashed'],
  deleted: ['dead', 'dead-ground', 'dashed'],
};

function styles(host: HTMLElement): StylesheetStyle[] {
  const style = getComputedStyle(host);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return [
    {
      selector: 'node',
      style: {
        shape: 'round-rectangle',
        width: 'data(width)',
        height: HEIGHT,
        label: 'data(text)',
        color: token('text'),
        'font-family': 'Inter Variable, system-ui, sans-serif',
        'font-size': 13,
        'font-weight': 600,
        'line-height': 1.25,
        'text-valign': 'center',
        'text-halign': 'center',
        'text-wrap': 'wrap',
        'text-max-width': '400px',
        'background-color': token('raised'),
        'border-width': 1.5,
        'border-color': token('line-strong'),
        'background-image': 'data(badgeImage)',
        'background-width': 22,
        'background-height': 22,
        'background-position-x': '100%',
        'background-position-y': '0%',
        'background-offset-x': 9,
        'background-offset-y': -9,
        'background-clip': 'none',
        'background-image-containment': 'over',
        'bounds-expansion': 12,
      },
    },
    ...Object.entries(STATE_TOKENS).map(([state, [line, ground, border]]): StylesheetStyle => ({
      selector: `node[state = "${state}"]`,
      style: {
        'border-color': token(line),
        'background-color': token(ground),
        'border-style': border,
        'border-width': border === 'double' ? 4 : 1.5,
      },
    })),
    {
      selector: 'node[changed = 1]',
      style: {
        'underlay-color': token('accent'),
        'underlay-opacity': 0.35,
        'underlay-padding': 7,
        'underlay-shape': 'round-rectangle',
      },
    },
    {
      selector: 'node.picked',
      style: { 'outline-width': 2.5, 'outline-color': token('accent'), 'outline-offset': 3 },
    },
    {
      selector: 'edge',
      style: {
        width: 1.6,
        'line-color': token('line-strong'),
        'target-arrow-color': token('line-strong'),
        'target-arrow-shape': 'triangle',
        'arrow-scale': 0.9,
        'curve-style': 'bezier',
      },
    },
    {
      selector: 'edge[weights]',
      style: {
        'curve-style': 'round-segments',
        'edge-distances': 'node-position',
        'segment-weights': 'data(weights)',
        'segment-distances': 'data(distances)',
        'segment-radii': 24,
      },
    },
    {
      selector: 'edge.near',
      style: { width: 2.6, 'line-color': token('accent'), 'target-arrow-color': token('accent') },
    },
  ] as StylesheetStyle[];
}
