/** Draws the ratios as bars, with a tick where the target is. Colors follow the reader's scheme, light or dark. */
import { misses } from './comparison.mjs';

const width = 820;
const labels = 330;
const end = width - 105;
const top = 44;
const row = 34;
const bar = 16;

const escaped = (text) =>
  text.replaceAll('`', '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const style = `
  text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328; }
  .quiet { fill: #59636e; font-size: 12px; }
  .grid { stroke: #d1d9e0; }
  .even { stroke: #59636e; stroke-dasharray: 3 3; }
  .bar { fill: #1a7f64; }
  .missed { fill: #bc4c00; }
  .target { stroke: #1f2328; stroke-width: 2; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .quiet { fill: #9198a1; }
    .grid { stroke: #3d444d; }
    .even { stroke: #9198a1; }
    .bar { fill: #3fb68b; }
    .missed { fill: #f0883e; }
    .target { stroke: #e6edf3; }
  }`;

/** An SVG document. */
export function drawRatios(results) {
  const most = Math.max(1.2, ...results.map(({ ratio }) => ratio * 1.05));
  const x = (ratio) => (labels + ((end - labels) * ratio) / most).toFixed(1);
  const bottom = top + results.length * row;
  const step = most > 3 ? 1 : 0.2;
  const marks = Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
  const grid = marks.map((mark) => {
    const kind = Math.abs(mark - 1) < 0.001 ? 'even' : 'grid';
    return `<line class="${kind}" x1="${x(mark)}" x2="${x(mark)}" y1="${top - 6}" y2="${bottom}"/>
<text class="quiet" x="${x(mark)}" y="${bottom + 16}" text-anchor="middle">${mark.toFixed(1)}</text>`;
  });
  const bars = results.map((result, index) => {
    const { title, ratio, target } = result;
    const y = top + index * row + (row - bar) / 2;
    const isMissed = misses(result).length > 0;
    const length = (Number(x(ratio)) - labels).toFixed(1);
    return `<text x="${labels - 10}" y="${y + 12.5}" text-anchor="end">${escaped(title)}</text>
<rect class="${isMissed ? 'missed' : 'bar'}" x="${labels}" y="${y}" width="${length}" height="${bar}" rx="2"/>
<line class="target" x1="${x(target)}" x2="${x(target)}" y1="${y - 4}" y2="${y + bar + 4}"/>
<text x="${end + 12}" y="${y + 12.5}">${ratio.toFixed(2)}${isMissed ? ' missed' : ''}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${bottom + 28}" width="${width}" height="${bottom + 28}" role="img" aria-label="Requests per second of Mainstay as a share of the program by hand">
<style>${style}
</style>
<text class="quiet" x="${labels}" y="20">Requests per second, program by hand = 1.0; the tick is the target</text>
${grid.join('\n')}
${bars.join('\n')}
</svg>
`;
}
