// Which layers are on: check boxes, and the underlined words of the sentence that explains them.
import { soon } from "./due.js";
import { renew } from "./stream.js";
import { el, filled, say, short } from "./tools.js";

const LAYERS = ["real", "fake", "field", "manifold", "arrows", "trails"];

function layerNames(texts) {
  return { real: texts.layerReal, fake: texts.layerFake, field: texts.layerField,
           manifold: texts.layerManifold, arrows: texts.layerArrows, trails: texts.layerTrails };
}

function layerHints(texts) {
  return { real: texts.hintReal, fake: texts.hintFake, field: texts.hintField,
           manifold: texts.hintManifold, arrows: texts.hintArrows, trails: texts.hintTrails };
}

export function buildLegend(s) {
  const { texts, nodes: n } = s, names = layerNames(texts), hints = layerHints(texts);
  n.boxes = {};
  const rows = LAYERS.map((name) => {
    const box = el("input", { type: "checkbox", "data-layer": name, on: { change: () => toggle(s, name) } });
    n.boxes[name] = box;
    return el("label", { title: hints[name] }, box, el("i", { class: `swatch ${name}`, "aria-hidden": "true" }),
      el("span", { text: names[name] }));
  });
  n.arrowMean = el("span", { class: "soft" });
  n.scale = fieldScale(s);
  n.which = choice(s, texts.which, [["0", texts.ema], ["1", texts.raw]], (value) => {
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
function sentence(s) {
  return s.texts.sentence.split(/(\[\w+\|[^\]]+\])/).map((piece) => {
    const found = /^\[(\w+)\|([^\]]+)\]$/.exec(piece);
    if (!found) return document.createTextNode(piece);
    const word = el("button", { type: "button", class: `word ${found[1]}`, text: found[2], "data-layer": found[1],
      title: layerHints(s.texts)[found[1]], on: { click: () => toggle(s, found[1]) } });
    s.nodes.words.push(word);
    return word;
  });
}

function fieldScale(s) {
  const ends = (s.nodes.scaleEnds = { low: el("span"), mid: el("span"), high: el("span") });
  const bar = el("div", { class: "bar" }, ...Object.values(ends));
  return el("div", { class: "field-scale", title: s.texts.hintField }, el("span", { class: "soft", text: s.texts.scale }), bar);
}

function toggle(s, name) {
  if (!s.view.layers.delete(name)) s.view.layers.add(name);
  viewChanged(s);
}

function viewChanged(s) {
  showLegend(s);
  if (s.view.raw !== s.header?.raw) s.trails = [];
  renew(s); soon(s);
  clearTimeout(s.viewTimer);
  s.viewTimer = setTimeout(() => s.setStateValue("view", {
    layers: LAYERS.filter((one) => s.view.layers.has(one)), raw: s.view.raw,
  }), 400);
}

export function showLegend(s) {
  const { nodes: n, header, texts } = s;
  for (const name of LAYERS) n.boxes[name].checked = s.view.layers.has(name);
  for (const word of n.words) word.setAttribute("aria-pressed", s.view.layers.has(word.dataset.layer));
  n.which.hidden = !header?.ema;
  chosen(n.which, s.view.raw ? "1" : "0");
  const field = header?.field;
  n.scale.hidden = !field || !s.view.layers.has("field");
  if (field) for (const [end, node] of Object.entries(n.scaleEnds)) say(node, short(field[end], 2));
  const mean = s.view.layers.has("arrows") && Number.isFinite(header?.arrow_mean);
  say(n.arrowMean, mean ? filled(texts.arrowMean, { mean: short(header.arrow_mean) }) : "");
}

// A row of radio buttons that looks like one control.
let groups = 0;

export function choice(s, label, options, act) {
  const name = `lab-choice-${(groups += 1)}`;
  return el("fieldset", { class: "choice" }, el("legend", { text: label }),
    ...options.map(([value, text, hint]) => el("label", { title: hint },
      el("input", { type: "radio", name, value, on: { change: () => act(value) } }), el("span", { text }))));
}

export function chosen(node, value) {
  for (const input of node.querySelectorAll("input")) input.checked = input.value === value;
}
