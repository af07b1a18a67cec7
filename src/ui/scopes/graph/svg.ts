// The drawing as SVG: the same places, words and colours as on the canvas, for slides and documents.
import type { Core, NodeSingular } from 'cytoscape';

const MARGIN = 24;

export function svgOf(cy: Core, ground: string): string {
  const { x1, y1, w, h } = cy.elements().boundingBox({});
  const box = [x1 - MARGIN, y1 - MARGIN, w + 2 * MARGIN, h + 2 * MARGIN].map((n) => n.toFixed(1)).join(' ');
  const edges = cy.edges().map((edge) => {
    const points = [edge.sourceEndpoint(), ...(edge.segmentPoints() ?? []), edge.targetEndpoint()];
    const path = points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
    return `<polyline points="${path}" fill="none" stroke="${edge.style('line-color')}" stroke-width="1.6" stroke-linejoin="round" marker-end="url(#arrow)"/>`;
  });
  const arrow = cy.edges().nonempty() ? (cy.edges()[0]?.style('line-color') as string) : ground;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" font-family="Inter, system-ui, sans-serif">
<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z" fill="${arrow}"/></marker></defs>
<rect x="${(x1 - MARGIN).toFixed(1)}" y="${(y1 - MARGIN).toFixed(1)}" width="100%" height="100%" fill="${ground}"/>
${edges.join('\n')}
${cy.nodes().map(nodeSvg).join('\n')}
</svg>
`;
}

function nodeSvg(node: NodeSingular): string {
  const { x, y } = node.position();
  const [width, height] = [node.width(), node.height()];
  const dashed = node.style('border-style') === 'dashed' ? ' stroke-dasharray="5 3"' : '';
  const color = node.style('color') as string;
  const lines = (node.data('text') as string).split('\n');
  const words = lines.map(
    (line, i) =>
      `<text x="${x}" y="${(y + 4.5 + (i - (lines.length - 1) / 2) * 16).toFixed(1)}" text-anchor="middle" font-size="13" font-weight="600" fill="${color}">${escape(line)}</text>`,
  );
  const badge = node.data('badge') as string;
  const mark =
    badge === ''
      ? ''
      : `<circle cx="${x + width / 2}" cy="${y - height / 2}" r="10" fill="${color}"/><text x="${x + width / 2}" y="${y - height / 2 + 4}" text-anchor="middle" font-size="11" font-weight="700" fill="${node.style('background-color')}">${escape(badge)}</text>`;
  return `<g><rect x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" rx="7" fill="${node.style('background-color')}" stroke="${node.style('border-color')}" stroke-width="1.5"${dashed}/>${words.join('')}${mark}</g>`;
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
