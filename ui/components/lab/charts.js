// Two charts over the steps: losses with the values that theory gives them at equilibrium (dashed),
// and one score with its floor. Upright ticks mark changes of settings.
import { READINGS } from "./history.js";
import { choice, chosen } from "./legend.js";
import { css, el, filled, mixed, say, sharp, short, whole } from "./tools.js";

const MARGIN = { left: 42, right: 8, top: 8, bottom: 18 };

export function scoreNames(texts) {
  return { js: texts.js, kl: texts.kl, w1: texts.w1, modes: texts.modes, hq: texts.hq };
}

export function buildCharts(s) {
  const { texts, nodes: n } = s, names = scoreNames(texts);
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
  s.score = "js";
  const options = Object.entries(names).map(([value, text]) => [value, text, scoreHints(texts)[value]]);
  n.scoreChoice = choice(s, texts.score, options, (value) => { s.score = value; s.chartsDue = true; showCharts(s); });
  n.floorNote = el("span", { class: "soft", text: texts.floorLine });
  n.scoreChart = chart("score", el("div", { class: "chart-head" }, n.scoreChoice, n.floorNote), texts.scoreChart);
  return el("div", { class: "charts" }, n.lossChart.node, n.scoreChart.node);
}

function key(kind, label) {
  return el("span", { class: "key" }, el("i", { class: `line ${kind}` }), el("span", { text: label }), el("b"));
}

export function scoreHints(texts) {
  return { js: texts.jsHint, kl: texts.klHint, w1: texts.w1Hint, modes: texts.modesHint, hq: texts.hqHint };
}

export function showCharts(s) {
  const { header: h, history, nodes: n, texts } = s, p = s.palette;
  if (!h || !p) return;
  const last = history.curves["D/loss"]?.at(-1)?.[0];
  const key = [h.step, s.view.raw, last, history.scores.length, s.score, p.key, n.lossChart.canvas.clientWidth].join();
  if (!s.chartsDue && s.chartsKey === key) return;
  s.chartsKey = key; s.chartsDue = false;
  const losses = [["D/loss", p.d, texts.dLoss], ["G/loss", p.g, texts.gLoss]].map(([reading, colour, name]) => (
    { name, colour, points: history.curves[reading] ?? [], level: h.lines_at?.[reading] }));
  [...n.legendLoss.querySelectorAll("b")].forEach((node, i) => say(node, short(h.readings?.[READINGS[i]])));
  drawChart(s, "loss", n.lossChart, losses);
  const floor = s.floor?.values?.[s.score], points = history.scores.map(([step, made]) => [step, shownScore(s, made)]);
  chosen(n.scoreChoice, s.score);
  n.floorNote.hidden = !Number.isFinite(floor);
  drawChart(s, "score", n.scoreChart, [{ name: scoreNames(texts)[s.score], colour: mixed(p.back, p.text, 0.85),
    points: points.filter(([, value]) => Number.isFinite(value)), level: floor }], s.score !== "kl" && s.score !== "js" ? 0 : undefined);
}

// The score of the G that is drawn: its average where there is one, unless the raw one is shown.
function shownScore(s, made) {
  return (s.view.raw ? undefined : made[`ema/${s.score}`]) ?? made[s.score];
}

function drawChart(s, kind, chart, series, least) {
  const { g, width, height } = sharp(chart.canvas), p = s.palette;
  if (!width) return;
  const right = width - MARGIN.right, bottom = height - MARGIN.bottom;
  const last = Math.max(s.header.step, 10, ...series.map((one) => one.points.at(-1)?.[0] ?? 0));
  const [low, high] = span(series, least);
  const x = (step) => MARGIN.left + (step / last) * (right - MARGIN.left);
  const y = (value) => bottom - ((value - low) / (high - low)) * (bottom - MARGIN.top);
  chartAxes(g, p, { low, high, last, x, y, right, bottom });
  chartChanges(g, p, s.history.changes, x, bottom);
  for (const one of series) chartLine(g, one, x, y, right, gapsOf(one, series));
  if (s.header.step < last) upright(g, css(p.text, 0.6), x(s.header.step), bottom);
  const pointed = s.pointed?.kind === kind ? ((s.pointed.x - MARGIN.left) / (right - MARGIN.left)) * last : null;
  const found = pointed === null ? null : pointedAt(s, series, pointed, last, right);
  if (found) upright(g, css(p.text, 0.5), x(found.step), bottom);
  showTip(chart.tip, found, found && x(found.step), width);
  const now = series.map((one) => `${one.name} ${short(one.points.at(-1)?.[1])}`).join(s.texts.comma);
  chart.canvas.setAttribute("aria-label", `${chart.label}: ${now}`);
}

function upright(g, colour, x, bottom) {
  g.strokeStyle = colour; g.lineWidth = 1.5;
  g.beginPath(); g.moveTo(x, MARGIN.top); g.lineTo(x, bottom); g.stroke();
}

// From the lowest to the highest value but the rarest hundredth, which would flatten all else.
function span(series, least) {
  const values = series.flatMap((one) => one.points.map((point) => point[1])).filter(Number.isFinite).sort((a, b) => a - b);
  const levels = series.map((one) => one.level).filter(Number.isFinite), at = (share) => values[Math.round(share * (values.length - 1))];
  const all = values.length ? [at(0.005), at(0.995), values.at(-1) < 2 * at(0.995) ? values.at(-1) : at(0.995), ...levels] : [0, 1, ...levels];
  let low = least ?? Math.min(...all), high = Math.max(...all);
  const room = Math.max(0.08 * (high - low), 1e-3 * Math.max(1, Math.abs(high)));
  if (least === undefined) low -= room;
  high += room;
  return [low, high];
}

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

function ticks(low, high, count) {
  const raw = (high - low) / count, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((one) => one >= raw), made = [];
  for (let value = Math.ceil(low / step) * step; value <= high + 1e-9 * step; value += step) made.push(value);
  return made;
}

function chartChanges(g, p, changes, x, bottom) {
  g.strokeStyle = css(p.text, 0.55); g.fillStyle = css(p.text, 0.75); g.lineWidth = 1;
  for (const [step] of changes) {
    const at = Math.round(x(step)) + 0.5;
    g.beginPath(); g.setLineDash([1, 3]); g.moveTo(at, MARGIN.top); g.lineTo(at, bottom); g.stroke(); g.setLineDash([]);
    g.beginPath(); g.moveTo(at - 4, MARGIN.top - 6); g.lineTo(at + 4, MARGIN.top - 6); g.lineTo(at, MARGIN.top + 1); g.fill();
  }
}

// Where a reading pauses while another goes on (one player stood still) its line is not drawn.
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
  if (Number.isFinite(level)) {
    g.setLineDash([5, 4]); g.globalAlpha = 0.8;
    g.beginPath(); g.moveTo(MARGIN.left, y(level)); g.lineTo(right, y(level)); g.stroke();
  }
  g.restore();
}

function showTip(tip, found, x, width) {
  tip.hidden = !found;
  if (!found) return;
  tip.replaceChildren(...found.lines.map((text) => el("div", { text })));
  tip.style.left = x > width / 2 ? "auto" : `${x + 8}px`;
  tip.style.right = x > width / 2 ? `${width - x + 8}px` : "auto";
}

// What the pointer is on: the values of the nearest step, and the changes made about there.
function pointedAt(s, series, step, last, right) {
  if (step < 0 || step > last) return null;
  const near = (points) => points.reduce((best, point) => (!best || Math.abs(point[0] - step) < Math.abs(best[0] - step) ? point : best), null);
  const found = series.map((one) => [one, near(one.points)]).filter(([, point]) => point);
  if (!found.length) return null;
  const close = (6 / (right - MARGIN.left)) * last;
  const changed = s.history.changes.filter((change) => Math.abs(change[0] - step) <= close);
  return { step: changed[0]?.[0] ?? found[0][1][0], lines: [
    filled(s.texts.stepCount, { step: whole(found[0][1][0]) }),
    ...found.map(([one, point]) => `${one.name} ${short(point[1], 4)}`),
    ...changed.map(([at, name, value]) => filled(s.texts.changed, { step: whole(at), name: s.data.names[name] ?? name, value: s.data.names[value] ?? value })),
  ] };
}
