// Which layers are on: check boxes, and the underlined words of the sentence that explains them.
import { soon } from "./due.js";
import { renew } from "./stream.js";
import { el, filled, finite, say, short } from "./tools.js";

/** @import { Layer, Texts } from "./protocol.js" */
/** @import { Lab } from "./state.js" */

/** @type {Layer[]} */
const LAYERS = ["real", "fake", "field", "manifold", "arrows", "trails"];
/** @type {("low" | "mid" | "high")[]} */
const ENDS = ["low", "mid", "high"];

/** @type {(texts: Texts) => Record<Layer, string>} */
function layerNames(texts) {
  return { real: texts.layerReal, fake: texts.layerFake, field: texts.layerField,
           manifold: texts.layerManifold, arrows: texts.layerArrows, trails: texts.layerTrails };
}

/** @type {(texts: Texts) => Record<Layer, string>} */
function layerHints(texts) {
  return { real: texts.hintReal, fake: texts.hintFake, field: texts.hintField,
           manifold: texts.hintManifold, arrows: texts.hintArrows, trails: texts.hintTrails };
}

/** @type {(s: Lab) => HTMLElement} */
export function buildLegend(s) {
  const { texts, nodes: n } = s, names = layerNames(texts), hints = layerHints(texts);
  /** @type {(name: Layer) => HTMLInputElement} */
  const box = (name) => el("input", { type: "checkbox", "data-layer": name, on: { change: () => toggle(s, name) } });
  n.boxes = { real: box("real"), fake: box("fake"), field: box("field"), manifold: box("manifold"), arrows: box("arrows"), trails: box("trails") };
  const rows = LAYERS.map((name) => el("label", { title: hints[name] }, n.boxes[name],
    el("i", { class: `swatch ${name}`, "aria-hidden": "true" }), el("span", { text: names[name] })));
  n.arrowMean = el("span", { class: "soft" });
  n.scale = fieldScale(s);
  n.which = choice(texts.which, [["0", texts.ema], ["1", texts.raw]], (value) => {
    s.view.raw = value === "1"; viewChanged(s);
  });
  n.which.title = texts.whichHint;
  n.words = [];
  return el("div", { class: "legend" },
    el("div", { class: "boxes", role: "group", "aria-label": texts.layers }, ...rows, n.which),
    el("div", { class: "under" }, n.scale, n.arrowMean),
    el("p", { class: "sentence" }, ...sentence(s)));
}

// "G makes [fake|fakes]": the words in brackets become buttons that switch their layer.
/** @type {(s: Lab) => Node[]} */
function sentence(s) {
  return s.texts.sentence.split(/(\[\w+\|[^\]]+\])/).map((piece) => {
    const found = /^\[(\w+)\|([^\]]+)\]$/.exec(piece), name = LAYERS.find((one) => one === found?.[1]);
    if (!found || !name) return document.createTextNode(piece);
    const word = el("button", { type: "button", class: `word ${name}`, text: found[2], "data-layer": name,
      title: layerHints(s.texts)[name], on: { click: () => toggle(s, name) } });
    s.nodes.words.push(word);
    return word;
  });
}

/** @type {(s: Lab) => HTMLElement} */
function fieldScale(s) {
  const ends = (s.nodes.scaleEnds = { low: el("span"), mid: el("span"), high: el("span") });
  const bar = el("div", { class: "bar" }, ...Object.values(ends));
  return el("div", { class: "field-scale", title: s.texts.hintField }, el("span", { class: "soft", text: s.texts.scale }), bar);
}

/** @type {(s: Lab, name: Layer) => void} */
function toggle(s, name) {
  if (!s.view.layers.delete(name)) s.view.layers.add(name);
  viewChanged(s);
}

/** @type {(s: Lab) => void} */
function viewChanged(s) {
  showLegend(s);
  if (s.view.raw !== s.header?.raw) s.trails = [];
  renew(s); soon(s);
  clearTimeout(s.viewTimer);
  s.viewTimer = setTimeout(() => s.setStateValue("view", {
    layers: LAYERS.filter((one) => s.view.layers.has(one)), raw: s.view.raw,
  }), 400);
}

/** @type {(s: Lab) => void} */
export function showLegend(s) {
  const { nodes: n, header, texts } = s;
  for (const name of LAYERS) n.boxes[name].checked = s.view.layers.has(name);
  for (const word of n.words) word.setAttribute("aria-pressed", String(s.view.layers.has(/** @type {Layer} */ (word.dataset.layer))));
  n.which.hidden = !header?.ema;
  chosen(n.which, s.view.raw ? "1" : "0");
  const field = header?.field;
  n.scale.hidden = !field || !s.view.layers.has("field");
  if (field) for (const end of ENDS) say(n.scaleEnds[end], short(field[end], 2));
  const mean = s.view.layers.has("arrows") ? header?.arrow_mean : null;
  say(n.arrowMean, finite(mean) ? filled(texts.arrowMean, { mean: short(mean) }) : "");
}

let groups = 0;

// A row of radio buttons that looks like one control.
/** @template {string} V @param {string} label @param {[value: V, text: string, hint?: string][]} options
 * @param {(value: V) => void} act @returns {HTMLElement}
 */
export function choice(label, options, act) {
  const name = `lab-choice-${(groups += 1)}`;
  return el("fieldset", { class: "choice" }, el("legend", { text: label }),
    ...options.map(([value, text, hint]) => el("label", { title: hint },
      el("input", { type: "radio", name, value, on: { change: () => act(value) } }), el("span", { text }))));
}

/** @type {(node: HTMLElement, value: string) => void} */
export function chosen(node, value) {
  for (const input of node.querySelectorAll("input")) input.checked = input.value === value;
}
