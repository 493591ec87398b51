// Two charts over the steps: losses with the values that theory gives them at equilibrium (dashed),
// and one score with its floor. Upright ticks mark changes of settings.
import { READINGS } from "./history.js";
import { choice, chosen } from "./legend.js";
import { css, el, filled, finite, mixed, say, sharp, short, whole } from "./tools.js";

/** @import { Change, Header, Point, Readings, ScoreName, Texts } from "./protocol.js" */
/** @import { Chart, ChartKind, Colour, Lab, Palette } from "./state.js" */

/** @typedef {object} Series one line of a chart
 * @property {string} name
 * @property {Colour} colour
 * @property {Point[]} points
 * @property {number | null} [level] dashed, where theory or real points put it
 */

/** @typedef {object} Pointed what the pointer is on: a step, and what is said of it
 * @property {number} step
 * @property {string[]} lines
 */

/** @typedef {(value: number) => number} Scale from a step or a value to pixels */
/** @typedef {{low: number, high: number, last: number, x: Scale, y: Scale, right: number, bottom: number}} Axes
 * what is in view, where it lies, and where the chart ends
 */

const MARGIN = { left: 42, right: 8, top: 8, bottom: 18 };
/** @type {ScoreName[]} */
export const SCORES = ["js", "kl", "w1", "modes", "hq"];

/** @type {(texts: Texts) => Record<ScoreName, string>} */
export function scoreNames(texts) {
  return { js: texts.js, kl: texts.kl, w1: texts.w1, modes: texts.modes, hq: texts.hq };
}

/** @type {(s: Lab) => HTMLElement} */
export function buildCharts(s) {
  const { texts, nodes: n } = s, names = scoreNames(texts), hints = scoreHints(texts);
  /** @type {(kind: ChartKind, head: HTMLElement, label: string) => Chart} */
  const chart = (kind, head, label) => {
    const canvas = el("canvas", { role: "img", "aria-label": label }), tip = el("div", { class: "tip", hidden: true });
    const node = el("div", { class: "chart" }, head, el("div", { class: "plot" }, canvas, tip));
    canvas.addEventListener("pointermove", (event) => { s.pointed = { kind, x: event.offsetX }; s.chartsDue = true; showCharts(s); });
    canvas.addEventListener("pointerleave", () => { s.pointed = null; s.chartsDue = true; showCharts(s); });
    return { node, canvas, tip, label };
  };
  n.legendLoss = el("div", { class: "chart-head" }, key("d", texts.dLoss), key("g", texts.gLoss),
    el("span", { class: "soft", text: texts.equilibrium }));
  n.lossChart = chart("loss", n.legendLoss, texts.lossChart);
  /** @type {(name: ScoreName) => [value: ScoreName, text: string, hint: string]} */
  const option = (name) => [name, names[name], hints[name]];
  n.scoreChoice = choice(texts.score, SCORES.map(option), (value) => { s.score = value; s.chartsDue = true; showCharts(s); });
  n.floorNote = el("span", { class: "soft", text: texts.floorLine });
  n.scoreChart = chart("score", el("div", { class: "chart-head" }, n.scoreChoice, n.floorNote), texts.scoreChart);
  return el("div", { class: "charts" }, n.lossChart.node, n.scoreChart.node);
}

/** @type {(kind: "d" | "g", label: string) => HTMLElement} */
function key(kind, label) {
  return el("span", { class: "key" }, el("i", { class: `line ${kind}` }), el("span", { text: label }), el("b"));
}

/** @type {(texts: Texts) => Record<ScoreName, string>} */
export function scoreHints(texts) {
  return { js: texts.jsHint, kl: texts.klHint, w1: texts.w1Hint, modes: texts.modesHint, hq: texts.hqHint };
}

/** @type {(s: Lab) => void} */
export function showCharts(s) {
  const { header: h, history, nodes: n, texts } = s, p = s.palette;
  if (!h || !p) return;
  const last = history.curves["D/loss"]?.at(-1)?.[0];
  const seen = [h.step, s.view.raw, last, history.scores.length, s.score, p.key, n.lossChart.canvas.clientWidth].join();
  if (!s.chartsDue && s.chartsKey === seen) return;
  s.chartsKey = seen; s.chartsDue = false;
  /** @type {(reading: string, colour: Colour, name: string) => Series} */
  const loss = (reading, colour, name) => ({ name, colour, points: history.curves[reading] ?? [], level: h.lines_at[reading] });
  [...n.legendLoss.querySelectorAll("b")].forEach((node, i) => say(node, short(h.readings[READINGS[i]])));
  drawChart(s, h, p, "loss", n.lossChart, [loss("D/loss", p.d, texts.dLoss), loss("G/loss", p.g, texts.gLoss)]);
  const floor = s.floor?.values[s.score];
  /** @type {Point[]} */
  const points = history.scores.flatMap(([step, made]) => {
    const value = shownScore(s, made);
    return finite(value) ? [[step, value]] : [];
  });
  chosen(n.scoreChoice, s.score);
  n.floorNote.hidden = !finite(floor);
  drawChart(s, h, p, "score", n.scoreChart, [{ name: scoreNames(texts)[s.score], colour: mixed(p.back, p.text, 0.85), points, level: floor }],
    s.score !== "kl" && s.score !== "js" ? 0 : undefined);
}

// The score of the G that is drawn: its average where there is one, unless the raw one is shown.
/** @type {(s: Lab, made: Readings) => number | null | undefined} */
function shownScore(s, made) {
  return (s.view.raw ? undefined : made[`ema/${s.score}`]) ?? made[s.score];
}

/** @type {(s: Lab, h: Header, p: Palette, kind: ChartKind, chart: Chart, series: Series[], least?: number) => void} */
function drawChart(s, h, p, kind, chart, series, least) {
  const { g, width, height } = sharp(chart.canvas);
  if (!width) return;
  const right = width - MARGIN.right, bottom = height - MARGIN.bottom;
  const last = Math.max(h.step, 10, ...series.map((one) => one.points.at(-1)?.[0] ?? 0));
  const [low, high] = span(series, least);
  /** @type {Scale} */
  const x = (step) => MARGIN.left + (step / last) * (right - MARGIN.left);
  /** @type {Scale} */
  const y = (value) => bottom - ((value - low) / (high - low)) * (bottom - MARGIN.top);
  chartAxes(g, p, { low, high, last, x, y, right, bottom });
  chartChanges(g, p, s.history.changes, x, bottom);
  for (const one of series) chartLine(g, one, x, y, right, gapsOf(one, series));
  if (h.step < last) upright(g, css(p.text, 0.6), x(h.step), bottom);
  const pointed = s.pointed?.kind === kind ? ((s.pointed.x - MARGIN.left) / (right - MARGIN.left)) * last : null;
  const found = pointed === null ? null : pointedAt(s, series, pointed, last, right);
  if (found) upright(g, css(p.text, 0.5), x(found.step), bottom);
  chart.tip.hidden = !found;
  if (found) showTip(chart.tip, found, x(found.step), width);
  const now = series.map((one) => `${one.name} ${short(one.points.at(-1)?.[1])}`).join(s.texts.comma);
  chart.canvas.setAttribute("aria-label", `${chart.label}: ${now}`);
}

/** @type {(g: CanvasRenderingContext2D, colour: string, x: number, bottom: number) => void} */
function upright(g, colour, x, bottom) {
  g.strokeStyle = colour; g.lineWidth = 1.5;
  g.beginPath(); g.moveTo(x, MARGIN.top); g.lineTo(x, bottom); g.stroke();
}

// From the lowest to the highest value but the rarest hundredth, which would flatten all else.
/** @type {(series: Series[], least: number | undefined) => [low: number, high: number]} */
function span(series, least) {
  const values = series.flatMap((one) => one.points.map((point) => point[1])).filter(Number.isFinite).sort((a, b) => a - b);
  const levels = series.map((one) => one.level).filter(finite), greatest = values[values.length - 1];
  /** @type {(share: number) => number} */
  const at = (share) => values[Math.round(share * (values.length - 1))];
  const all = values.length ? [at(0.005), at(0.995), greatest < 2 * at(0.995) ? greatest : at(0.995), ...levels] : [0, 1, ...levels];
  let low = least ?? Math.min(...all), high = Math.max(...all);
  const room = Math.max(0.08 * (high - low), 1e-3 * Math.max(1, Math.abs(high)));
  if (least === undefined) low -= room;
  high += room;
  return [low, high];
}

/** @type {(g: CanvasRenderingContext2D, p: Palette, at: Axes) => void} */
function chartAxes(g, p, { low, high, last, x, y, right, bottom }) {
  g.font = "11px system-ui, sans-serif"; g.fillStyle = css(p.text, 0.75); g.strokeStyle = css(p.text, 0.12); g.lineWidth = 1;
  g.textAlign = "right"; g.textBaseline = "middle";
  for (const value of ticks(low, high, 4)) {
    const at = Math.round(y(value)) + 0.5;
    g.beginPath(); g.moveTo(MARGIN.left, at); g.lineTo(right, at); g.stroke();
    g.fillText(Math.abs(value) >= 1e4 ? value.toExponential(0) : Number(value.toPrecision(6)).toString(), MARGIN.left - 5, at);
  }
  g.textAlign = "center"; g.textBaseline = "top";
  for (const step of ticks(0, last, 5)) if (x(step) < right - 8) g.fillText(step >= 10000 ? `${step / 1000}k` : whole(step), x(step), bottom + 4);
}

/** @type {(low: number, high: number, count: number) => number[]} */
function ticks(low, high, count) {
  const raw = (high - low) / count, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((one) => one >= raw) ?? 10 * power, made = [];
  for (let value = Math.ceil(low / step) * step; value <= high + 1e-9 * step; value += step) made.push(value);
  return made;
}

/** @type {(g: CanvasRenderingContext2D, p: Palette, changes: Change[], x: Scale, bottom: number) => void} */
function chartChanges(g, p, changes, x, bottom) {
  g.strokeStyle = css(p.text, 0.55); g.fillStyle = css(p.text, 0.75); g.lineWidth = 1;
  for (const [step] of changes) {
    const at = Math.round(x(step)) + 0.5;
    g.beginPath(); g.setLineDash([1, 3]); g.moveTo(at, MARGIN.top); g.lineTo(at, bottom); g.stroke(); g.setLineDash([]);
    g.beginPath(); g.moveTo(at - 4, MARGIN.top - 6); g.lineTo(at + 4, MARGIN.top - 6); g.lineTo(at, MARGIN.top + 1); g.fill();
  }
}

// Where a reading pauses while another goes on (one player stood still) its line is not drawn.
/** @type {(one: Series, series: Series[]) => Set<number>} */
function gapsOf(one, series) {
  const gaps = new Set();
  for (const other of series) {
    if (other === one) continue;
    let at = 0;
    for (let i = 1; i < one.points.length; i += 1) {
      const [from, to] = [one.points[i - 1][0], one.points[i][0]];
      while (at < other.points.length && other.points[at][0] <= from) at += 1;
      const first = at;
      while (at < other.points.length && other.points[at][0] < to) at += 1;
      if (at - first >= 3) gaps.add(i);
    }
  }
  return gaps;
}

/** @type {(g: CanvasRenderingContext2D, one: Series, x: Scale, y: Scale, right: number, gaps: Set<number>) => void} */
function chartLine(g, { points, colour, level }, x, y, right, gaps) {
  g.save();
  g.beginPath(); g.rect(MARGIN.left, 0, right - MARGIN.left, 1e4); g.clip();
  g.strokeStyle = css(colour); g.lineWidth = 1.4; g.lineJoin = "round";
  g.beginPath();
  points.forEach(([step, value], i) => (i && !gaps.has(i) ? g.lineTo(x(step), y(value)) : g.moveTo(x(step), y(value))));
  g.stroke();
  if (points.length === 1) {
    g.fillStyle = css(colour);
    g.beginPath(); g.arc(x(points[0][0]), y(points[0][1]), 2.5, 0, 7); g.fill();
  }
  if (finite(level)) {
    g.setLineDash([5, 4]); g.globalAlpha = 0.8;
    g.beginPath(); g.moveTo(MARGIN.left, y(level)); g.lineTo(right, y(level)); g.stroke();
  }
  g.restore();
}

/** @type {(tip: HTMLElement, found: Pointed, x: number, width: number) => void} */
function showTip(tip, found, x, width) {
  tip.replaceChildren(...found.lines.map((text) => el("div", { text })));
  tip.style.left = x > width / 2 ? "auto" : `${x + 8}px`;
  tip.style.right = x > width / 2 ? `${width - x + 8}px` : "auto";
}

// What the pointer is on: the values of the nearest step, and the changes made about there.
/** @type {(s: Lab, series: Series[], step: number, last: number, right: number) => Pointed | null} */
function pointedAt(s, series, step, last, right) {
  if (step < 0 || step > last) return null;
  /** @type {(best: Point, point: Point) => Point} */
  const nearer = (best, point) => (Math.abs(point[0] - step) < Math.abs(best[0] - step) ? point : best);
  const found = series.filter((one) => one.points.length).map(({ name, points }) => ({ name, point: points.reduce(nearer) }));
  if (!found.length) return null;
  const close = (6 / (right - MARGIN.left)) * last;
  const changed = s.history.changes.filter((change) => Math.abs(change[0] - step) <= close);
  return { step: changed[0]?.[0] ?? found[0].point[0], lines: [
    filled(s.texts.stepCount, { step: whole(found[0].point[0]) }),
    ...found.map(({ name, point }) => `${name} ${short(point[1], 4)}`),
    ...changed.map(([at, name, value]) => filled(s.texts.changed, { step: whole(at), name: s.data.names[name] ?? name, value: s.data.names[value] ?? value })),
  ] };
}
