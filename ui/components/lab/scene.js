// The main canvas: what is painted in which order. What only has to be readable (numbers, small plots,
// charts) follows four times a second.
import { showCharts } from "./charts.js";
import { paintDrawing } from "./draw.js";
import { soon } from "./due.js";
import { showGraph } from "./graph.js";
import { frameLines, paintArrows, paintFakes, paintField, paintReal, paintTrails } from "./layers.js";
import { showLegend } from "./legend.js";
import { paintManifold, paintMorph } from "./manifold.js";
import { paintPart, showCaption } from "./parts.js";
import { currentScores, showScores } from "./scores.js";
import { showTimeline } from "./timeline.js";
import { css, el, filled, palette, sharp, short, whole } from "./tools.js";
import { showTransport } from "./transport.js";

/** @import { Header, Layer } from "./protocol.js" */
/** @import { Lab, Scene } from "./state.js" */

const SLOW_MS = 250, SPOKEN_MS = 2000;

/** @type {(s: Lab) => HTMLElement} */
export function buildScene(s) {
  const canvas = el("canvas", { class: "scene", tabindex: 0, role: "img", "aria-label": s.texts.waiting });
  s.nodes.canvas = canvas;
  s.nodes.waiting = el("div", { class: "waiting", text: s.texts.waiting });
  s.nodes.rewound = el("span", { class: "soft rewound" });
  return el("div", { class: "square" }, canvas, s.nodes.waiting, s.nodes.rewound);
}

/** @type {(s: Lab) => void} */
export function paint(s) {
  const now = performance.now(), morphing = s.morph && !s.drawing;
  const p = !s.palette || now - s.palette.at > 1000 ? palette(s, now) : s.palette;
  s.palette = p;
  if (s.nodes.canvas.clientWidth > 0) {
    const { g, width: size, ratio } = sharp(s.nodes.canvas);
    const sheet = { s, g, size, ratio, p };
    g.fillStyle = css(p.back); g.fillRect(0, 0, size, size);
    if (s.drawing) paintDrawing(sheet, s.drawing);
    else if (s.header) paintLayers({ ...sheet, h: s.header });
  }
  if (s.dirty) { s.dirty = false; counted(s, now); }
  for (const go of s.waiters?.splice(0) ?? []) go();
  if (morphing) soon(s);
  if (now - (s.slowAt ?? 0) >= SLOW_MS) slowly(s, now);
  else s.slowTimer ??= setTimeout(() => slowly(s, performance.now()), SLOW_MS);
}

/** @type {(scene: Scene) => void} */
function paintLayers(scene) {
  const { s, g, size, p, h: { part } } = scene;
  /** @type {(one: Layer) => boolean} */
  const on = (one) => s.view.layers.has(one);
  if (on("field") || part?.name === "score") paintField(scene);
  frameLines(g, size, p);
  if (s.morph && s.arrays.zgrid && s.arrays.manifold) {
    g.globalAlpha = 0.35; paintReal(scene); g.globalAlpha = 1;
    paintMorph(scene, s.morph);
    return;
  }
  g.globalAlpha = part ? 0.45 : 1;
  if (on("manifold")) paintManifold(scene);
  g.globalAlpha = part ? 0.45 : 1;
  if (on("real")) paintReal(scene);
  if (on("trails")) paintTrails(scene);
  if (on("fake")) paintFakes(scene);
  g.globalAlpha = 1;
  if (part && part.name !== "update") paintPart(scene, part);
  if (part ? part.player === "G" && part.name === "gradient" : on("arrows")) paintArrows(scene);
}

/** @type {(s: Lab, now: number) => void} */
function counted(s, now) {
  const { dataset } = s.root, h = s.header;
  if (!dataset.frames) performance.mark("lab-first-picture");
  s.paints.push(now);
  dataset.frames = String(1 + Number(dataset.frames ?? 0));
  countPaints(s, now);
  if (!h) return;
  dataset.step = String(h.step); dataset.playing = String(h.playing); dataset.branch = String(h.branch);
  dataset.part = h.part ? `${h.part.player}/${h.part.name}` : "";
}

// Frames painted in the last second; also once a second from outside, for when there are none.
/** @type {(s: Lab, now?: number) => void} */
export function countPaints(s, now = performance.now()) {
  while (s.paints.length && now - s.paints[0] > 1000) s.paints.shift();
  s.root.dataset.fps = String(s.paints.length);
}

/** @type {(s: Lab, now: number) => void} */
export function slowly(s, now) {
  const { header: h } = s;
  clearTimeout(s.slowTimer); s.slowTimer = undefined; s.slowAt = now;
  if (!h || !s.root.isConnected) return;
  s.nodes.waiting.hidden = true;
  showTransport(s, h); showTimeline(s, h); showLegend(s); showCaption(s, h);
  showGraph(s, h); showCharts(s); showScores(s, h);
  if (!(now - (s.spokenAt ?? -Infinity) < SPOKEN_MS)) { s.spokenAt = now; s.nodes.canvas.setAttribute("aria-label", spoken(s, h)); }
  else s.spokenTimer ??= setTimeout(() => { s.spokenTimer = undefined; if (s.header) slowly(s, performance.now()); }, SPOKEN_MS);
}

// What the canvas shows, in one sentence.
/** @type {(s: Lab, h: Header) => string} */
function spoken(s, h) {
  const { texts } = s, scores = currentScores(s, h), read = h.readings;
  const shown = scores && (h.raw ? scores.raw : scores.ema ?? scores.raw);
  const said = [filled(texts.spokenStep, { step: whole(h.step) })];
  if (scores && shown && scores.modes_of > 0) said.push(filled(texts.spokenModes, { modes: whole(shown.modes), of: scores.modes_of }));
  if ("D(real)" in read) said.push(`${texts.dReal} ${short(read["D(real)"], 2)}`, `${texts.dFake} ${short(read["D(fake)"], 2)}`);
  if (shown) said.push(`${texts.js} ${short(shown.js)}`);
  return said.join(texts.comma);
}
