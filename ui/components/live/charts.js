// The run's charts: a title, a legend with the newest values, the lines, and a box at the pointer, or
// where the arrow keys have moved it.
import { write } from "./numbers.js";
import { nearest, plot, short } from "./plot.js";

const KEY_STEP = 8;

export function buildCharts(root) {
  root.innerHTML = `<div class="charts"></div>`;
  const s = { holder: root.firstElementChild, charts: new Map(), now: null };
  new ResizeObserver(() => { if (s.now) paintCharts(s, s.now); }).observe(s.holder);
  return s;
}

function chartNode(s, key) {
  if (s.charts.has(key)) return s.charts.get(key);
  const node = document.createElement("div");
  node.className = "chart";
  node.innerHTML = `<div class="head"><span></span><span class="legend"></span></div>
    <div class="plot"><canvas role="img" tabindex="0"></canvas><div class="tip" role="status" hidden></div></div>`;
  const find = (selector) => node.querySelector(selector);
  const made = { node, title: find(".head span"), legend: find(".legend"), canvas: find("canvas"), tip: find(".tip"), pointed: null };
  const point = (x) => { made.pointed = x; paintCharts(s, s.now); };
  made.canvas.onpointermove = made.canvas.onpointerdown = (event) => point(event.offsetX);
  made.canvas.onpointerleave = made.canvas.onblur = () => point(null);
  made.canvas.onkeydown = (event) => {
    const way = { ArrowLeft: -KEY_STEP, ArrowRight: KEY_STEP }[event.key], wide = made.canvas.clientWidth;
    if (!way) return;
    event.preventDefault();
    point(Math.min(Math.max((made.pointed ?? wide / 2) + way, 0), wide));
  };
  s.charts.set(key, made);
  s.holder.append(node);
  return made;
}

export function paintCharts(s, now) {
  s.now = now;
  for (const [key, { node }] of s.charts)
    if (now.charts && !now.charts.some((chart) => chart.key === key)) { node.remove(); s.charts.delete(key); }
  for (const chart of now.charts ?? []) {
    const c = chartNode(s, chart.key);
    write(c.title, chart.title);
    const newest = chart.lines.map((line) => `${line.name} ${line.newest === null ? "–" : short(line.newest)}`);
    while (c.legend.children.length < chart.lines.length) {
      const entry = document.createElement("span");
      entry.innerHTML = "<i></i><span></span>";
      c.legend.append(entry);
    }
    chart.lines.forEach((line, i) => {
      const [swatch, words] = c.legend.children[i].children;
      swatch.style.background = line.colour;
      write(words, newest[i]);
    });
    c.canvas.setAttribute("aria-label", `${chart.alt}: ${newest.join("; ")}`);
    const found = plot(c.canvas, chart.lines, now.changes, now.steps, c.pointed);
    tell(c, chart, now, found);
  }
}

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
