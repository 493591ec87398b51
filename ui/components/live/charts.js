// The run's charts: a title, a legend with the newest values, the lines, and a box at the pointer, or
// where the arrow keys have moved it.
import { write } from "./numbers.js";
import { nearest, plot, short } from "./plot.js";

/** @import { Chart, Heard } from "./protocol.js" */
/** @import { Found } from "./plot.js" */

/** @typedef {object} Charts
 * @property {HTMLElement} holder
 * @property {Map<string, ChartNode>} charts by their key
 * @property {Heard | null} now
 */

/** @typedef {object} ChartNode
 * @property {HTMLElement} node
 * @property {HTMLElement} title
 * @property {HTMLElement} legend
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} tip
 * @property {number | null} pointed where the pointer is, in pixels from the left
 */

const KEY_STEP = 8;

/** @type {(root: HTMLElement) => Charts} */
export function buildCharts(root) {
  root.innerHTML = `<div class="charts"></div>`;
  /** @type {Charts} */
  const s = { holder: /** @type {HTMLElement} */ (root.firstElementChild), charts: new Map(), now: null };
  new ResizeObserver(() => { if (s.now) paintCharts(s, s.now); }).observe(s.holder);
  return s;
}

/** @type {(s: Charts, key: string) => ChartNode} */
function chartNode(s, key) {
  const there = s.charts.get(key);
  if (there) return there;
  const node = document.createElement("div");
  node.className = "chart";
  node.innerHTML = `<div class="head"><span></span><span class="legend"></span></div>
    <div class="plot"><canvas role="img" tabindex="0"></canvas><div class="tip" role="status" hidden></div></div>`;
  /** @type {(selector: string) => HTMLElement} */
  const find = (selector) => /** @type {HTMLElement} */ (node.querySelector(selector));
  /** @type {ChartNode} */
  const made = { node, title: find(".head span"), legend: find(".legend"),
                 canvas: /** @type {HTMLCanvasElement} */ (find("canvas")), tip: find(".tip"), pointed: null };
  /** @type {(x: number | null) => void} */
  const point = (x) => { made.pointed = x; if (s.now) paintCharts(s, s.now); };
  made.canvas.onpointermove = made.canvas.onpointerdown = (event) => point(event.offsetX);
  made.canvas.onpointerleave = made.canvas.onblur = () => point(null);
  made.canvas.onkeydown = (event) => {
    const way = event.key === "ArrowLeft" ? -KEY_STEP : event.key === "ArrowRight" ? KEY_STEP : 0, wide = made.canvas.clientWidth;
    if (!way) return;
    event.preventDefault();
    point(Math.min(Math.max((made.pointed ?? wide / 2) + way, 0), wide));
  };
  s.charts.set(key, made);
  s.holder.append(node);
  return made;
}

/** @type {(s: Charts, now: Heard) => void} */
export function paintCharts(s, now) {
  const { charts, changes = [], steps = "" } = now;
  s.now = now;
  for (const [key, { node }] of s.charts)
    if (charts && !charts.some((chart) => chart.key === key)) { node.remove(); s.charts.delete(key); }
  for (const chart of charts ?? []) {
    const c = chartNode(s, chart.key);
    write(c.title, chart.title);
    const newest = chart.lines.map((line) => `${line.name} ${line.newest === null ? "–" : short(line.newest)}`);
    while (c.legend.children.length < chart.lines.length) {
      const entry = document.createElement("span");
      entry.innerHTML = "<i></i><span></span>";
      c.legend.append(entry);
    }
    chart.lines.forEach((line, i) => {
      const [swatch, words] = /** @type {HTMLCollectionOf<HTMLElement>} */ (c.legend.children[i].children);
      swatch.style.background = line.colour;
      write(words, newest[i]);
    });
    c.canvas.setAttribute("aria-label", `${chart.alt}: ${newest.join("; ")}`);
    const found = plot(c.canvas, chart.lines, changes, steps, c.pointed);
    tell(c, chart, { changes, steps }, found);
  }
}

/** @type {(c: ChartNode, chart: Chart, now: Required<Pick<Heard, "changes" | "steps">>, found: Found | null) => void} */
function tell(c, chart, now, found) {
  c.tip.hidden = !found;
  if (!found) return;
  const changed = now.changes.filter(([step]) => Math.abs(step - found.step) < found.near);
  const lines = [`${now.steps} ${found.step.toLocaleString("en")}`,
    ...chart.lines.filter((line) => line.points.length).map((line) => `${line.name} ${nearest(line.points, found.step)[1]}`),
    ...changed.map(([, words]) => words)];
  c.tip.replaceChildren(...lines.map((text) => { const row = document.createElement("div"); row.textContent = text; return row; }));
  const wide = c.canvas.clientWidth, left = found.x < wide / 2;
  c.tip.style.left = left ? `${found.x + 8}px` : "auto";
  c.tip.style.right = left ? "auto" : `${wide - found.x + 8}px`;
}
