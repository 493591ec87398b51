// The model as a graph: noise -> G -> fakes -> D -> verdict, real -> D, losses, gradients back.
// Small plots are nodes of the page; the edges lie behind them in one SVG.
import { startMorph, stopMorph } from "./manifold.js";
import { paintPlots } from "./plots.js";
import { clamp, el, finite, say, short, vec } from "./tools.js";

/** @import { Header, Part, Player, Readings } from "./protocol.js" */
/** @import { Bar, Lab, Nodes, Plot } from "./state.js" */

/** @type {Record<Player, Record<Part["name"], string[]>>} */
const EDGES_OF = {
  D: { sample: ["zG", "Gf", "r"], score: ["fD", "rD", "Dv"], loss: ["vd"], gradient: ["dD"], update: ["dD"] },
  G: { sample: ["zG", "Gf"], score: ["fD", "Dv"], loss: ["vg"], gradient: ["gD", "gF", "gG"], update: ["gG"] },
};
const BACKWARD = ["gD", "gF", "gG", "dD"];
/** @type {Plot[]} */
const PLOTS = ["z", "G", "f", "r", "D"];

/** @type {(s: Lab) => HTMLElement} */
export function buildGraph(s) {
  const { texts, nodes: n } = s;
  /** @type {(key: Plot, label: string, hint: string) => Nodes["plots"][Plot]} */
  const plot = (key, label, hint) => {
    const canvas = el("canvas", { "aria-hidden": "true" });
    const tag = key === "G" ? "button" : "div", press = { type: "button", "aria-label": texts.morphHint };
    return { canvas, node: el(tag, { class: `node ${key}`, title: hint, ...(tag === "button" ? press : {}) }, canvas, el("span", { text: label })) };
  };
  n.plots = { z: plot("z", texts.noise, texts.noiseHint), G: plot("G", texts.g, texts.morphHint),
              f: plot("f", texts.layerFake, texts.hintFake), r: plot("r", texts.layerReal, texts.hintReal),
              D: plot("D", texts.d, texts.hintField) };
  morphOn(s, n.plots.G.node);
  n.bars = ["D(real)", "D(fake)"].map((key, i) => verdictBar(key, i ? texts.dFake : texts.dReal, i ? "fake" : "real"));
  n.verdict = el("div", { class: "node verdict", title: texts.verdictHint }, ...n.bars.map((bar) => bar.node));
  n.losses = [lossBox("G/loss", "g", texts.gLoss), lossBox("D/loss", "d", texts.dLoss)];
  n.edges = vec("svg", { class: "edges", "aria-hidden": "true" });
  n.graph = el("div", { class: "graph", role: "group", "aria-label": texts.graph },
    n.edges, ...Object.values(n.plots).map((one) => one.node), n.verdict, ...n.losses.map((box) => box.node));
  return n.graph;
}

/** @type {(s: Lab, node: HTMLElement) => void} */
function morphOn(s, node) {
  const begin = () => { if (!s.morphed) startMorph(s); };
  const end = () => { if (!node.matches(":hover, :focus-visible")) { s.morphed = false; stopMorph(s); } };
  node.addEventListener("mouseenter", begin); node.addEventListener("mouseleave", end);
  node.addEventListener("focus", () => { if (node.matches(":focus-visible")) begin(); });
  node.addEventListener("blur", end);
  node.addEventListener("click", () => { s.morph = null; startMorph(s); });
}

/** @type {(key: string, label: string, kind: string) => Bar} */
function verdictBar(key, label, kind) {
  const bar = el("i", { class: `fill ${kind}` }), tick = el("i", { class: "tick" }), value = el("b");
  return { key, bar, tick, value, node: el("div", { class: "verdict-row" }, el("span", { text: label }), value,
    el("div", { class: "track" }, bar, tick)) };
}

/** @type {(key: string, kind: string, label: string) => Bar & {track: HTMLElement}} */
function lossBox(key, kind, label) {
  const bar = el("i", { class: "fill" }), tick = el("i", { class: "tick" }), value = el("b");
  const track = el("div", { class: "track", "aria-hidden": "true" }, bar, tick);
  return { key, bar, tick, value, track, node: el("div", { class: `node loss ${kind}` }, el("span", { text: label }), value, track) };
}

/** @typedef {object} Plan where everything is, in pixels; a place is the middle of a plot
 * @property {number} t the side of a plot
 * @property {number} panel how wide losses and verdict are
 * @property {number} gap between two plots
 * @property {number} height
 * @property {number} top the middle of the upper row
 * @property {number} low the middle of the lower row
 * @property {number} middle
 * @property {number} left where losses and verdict begin
 * @property {Record<Plot, [x: number, y: number]>} nodes
 */

// Where everything is for a graph of this width.
/** @type {(width: number) => Plan} */
function graphPlan(width) {
  const t = clamp(Math.round(0.125 * width), 38, 66), panel = clamp(Math.round(0.25 * width), 84, 130);
  const gap = (width - panel - 4 * t - 4) / 4;
  /** @type {(i: number) => number} */
  const x = (i) => 2 + t / 2 + i * (t + gap);
  // Room for an arch, a plot, its name, a second plot and its name.
  const height = 100 + 2 * t, top = 48 + t / 2, low = height - 20 - t / 2, middle = height / 2;
  return { t, panel, gap, height, top, low, middle, left: width - panel,
           nodes: { z: [x(0), top], G: [x(1), top], f: [x(2), top], r: [x(2), low], D: [x(3), middle] } };
}

/** @type {(width: number) => Record<string, [path: string, angle: number]>} */
function edgePaths(width) {
  const { t, panel, gap, height, top, low, middle, left, nodes } = graphPlan(width), h = t / 2, pad = 3;
  const arch = 14;
  /** @type {(name: Plot) => number} */
  const out = (name) => nodes[name][0] + h + pad;
  /** @type {(name: Plot) => number} */
  const into = (name) => nodes[name][0] - h - pad;
  /** @type {(a: number, b: number, y: number) => string} */
  const straight = (a, b, y) => `M${a} ${y}H${b}`;
  /** @type {(x0: number, y0: number, x1: number, y1: number) => string} */
  const bend = (x0, y0, x1, y1) => `M${x0} ${y0}C${(x0 + x1) / 2} ${y0} ${(x0 + x1) / 2} ${y1} ${x1} ${y1}`;
  /** @type {(x0: number, y0: number, x1: number, y1: number, peak: number) => string} */
  const over = (x0, y0, x1, y1, peak) => `M${x0} ${y0}C${x0} ${peak} ${x1} ${peak} ${x1} ${y1}`;
  const mid = left + panel / 2, foot = height - 22;
  return {
    zG: [straight(out("z"), into("G"), top), 0], Gf: [straight(out("G"), into("f"), top), 0],
    fD: [bend(out("f"), top, into("D"), middle - 9), 0], rD: [bend(out("r"), low, into("D"), middle + 9), 0],
    Dv: [straight(out("D"), left - pad, middle), 0],
    vg: [`M${mid} ${middle - 40}V44`, -90], vd: [`M${mid} ${middle + 40}V${height - 44}`, 90],
    gD: [`M${left - pad} 22C${left - gap} 22 ${nodes.D[0] + 6} 22 ${nodes.D[0] + 6} ${middle - h - pad}`, 90],
    gF: [over(nodes.D[0] - 8, middle - h - pad, nodes.f[0] + 5, top - h - pad, arch - 10), 90],
    gG: [over(nodes.f[0] - 7, top - h - pad, nodes.G[0], top - h - pad, arch), 90],
    dD: [`M${left - pad} ${foot}C${left - gap} ${foot} ${nodes.D[0]} ${foot} ${nodes.D[0]} ${middle + h + 20}`, -90],
  };
}

/** @type {(s: Lab) => void} */
function layGraph(s) {
  const { nodes: n } = s, width = n.graph.clientWidth;
  if (!width || s.graphWidth === width) return;
  s.graphWidth = width;
  const plan = graphPlan(width);
  n.graph.style.height = `${plan.height}px`;
  for (const key of PLOTS) {
    const { node, canvas } = n.plots[key], [x, y] = plan.nodes[key];
    Object.assign(node.style, { left: `${x - plan.t / 2}px`, top: `${y - plan.t / 2}px`, width: `${plan.t}px` });
    canvas.style.height = `${plan.t}px`;
  }
  const [gLoss, dLoss] = n.losses;
  for (const { node, top, height } of [{ node: gLoss.node, top: 4, height: 36 },
    { node: n.verdict, top: plan.middle - 38, height: 76 }, { node: dLoss.node, top: plan.height - 40, height: 36 }])
    Object.assign(node.style, { left: `${plan.left}px`, width: `${plan.panel}px`, top: `${top}px`, height: `${height}px` });
  n.edges.setAttribute("viewBox", `0 0 ${width} ${plan.height}`);
  n.edges.replaceChildren(...Object.entries(edgePaths(width)).map(([key, [d, angle]]) => edge(key, d, angle)));
}

/** @type {(key: string, d: string, angle: number) => SVGGElement} */
function edge(key, d, angle) {
  const back = BACKWARD.includes(key), end = (d.match(/-?[\d.]+/g) ?? []).map(Number);
  let [x, y] = end.slice(-2);
  if (d.includes("H")) [x, y] = [end[2], end[1]];
  if (d.includes("V")) [x, y] = [end[0], end[2]];
  return vec("g", { class: `edge ${back ? "back" : ""} ${key}`, "data-edge": key },
    vec("path", { class: "bed", d }), vec("path", { class: "flow", d }),
    vec("path", { class: "head", d: "M1 0L-6 -4L-6 4Z", transform: `translate(${x} ${y}) rotate(${angle})` }));
}

const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/** @type {(s: Lab, h: Header) => void} */
export function showGraph(s, h) {
  layGraph(s);
  const { nodes: n } = s, { part } = h;
  const read = { ...h.readings, ...s.partRead };
  n.graph.toggleAttribute("data-flowing", Boolean(h.playing) && !part);
  // Moved with the numbers, four times a second: an animation would repaint sixty times.
  if (h.playing && !part && !STILL.matches) n.graph.style.setProperty("--flow", `${-5 * (s.flow = ((s.flow ?? 0) + 1) % 11)}px`);
  const lit = part ? EDGES_OF[part.player][part.name] : [];
  for (const one of /** @type {HTMLCollectionOf<SVGGElement>} */ (n.edges.children))
    one.toggleAttribute("data-lit", lit.includes(one.dataset.edge ?? ""));
  n.graph.toggleAttribute("data-part", Boolean(part));
  n.plots.G.node.toggleAttribute("data-lit", part?.player === "G" && part.name === "update");
  n.plots.D.node.toggleAttribute("data-lit", part?.player === "D" && part.name === "update");
  n.graph.dataset.who = h.who;
  for (const box of n.losses) showLoss(box, read[box.key], h.lines_at[box.key]);
  showVerdict(n.bars, h, read);
  paintPlots(s, h);
}

// The bar ends at twice the value at equilibrium; where that is 0 or below there is no such measure.
/** @type {(box: Nodes["losses"][number], value: number | null | undefined, even: number | null | undefined) => void} */
function showLoss(box, value, even) {
  say(box.value, short(value));
  const measured = finite(value) && finite(even) && even > 0;
  box.track.hidden = !measured;
  if (measured) box.bar.style.width = `${50 * clamp(value / even, 0, 2)}%`;
}

// D's output is a probability, or any number (a critic): the bars then span the field's range.
/** @type {(bars: Bar[], h: Header, read: Readings) => void} */
function showVerdict(bars, h, read) {
  const seen = bars.map((one) => read[one.key]).filter(finite), { field } = h;
  const free = seen.some((v) => v < 0 || v > 1) || (field && ((field.low ?? 0) < -0.001 || (field.high ?? 1) > 1.001));
  const low = free ? Math.min(field?.low ?? 0, ...seen) : 0, high = free ? Math.max(field?.high ?? 1, ...seen) : 1;
  /** @type {(v: number) => string} */
  const share = (v) => `${100 * clamp((v - low) / Math.max(high - low, 1e-9), 0, 1)}%`;
  for (const one of bars) {
    const value = read[one.key], even = h.lines_at[one.key];
    say(one.value, short(value, 2));
    one.bar.style.width = finite(value) ? share(value) : "0";
    one.tick.hidden = !finite(even);
    if (finite(even)) one.tick.style.left = share(even);
  }
}
