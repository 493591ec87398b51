// A board that one draws on beside what a model makes of the drawing, which follows the pen.
import { ask, askOthers } from "./follow.js";
import { drive } from "./hand.js";
import { lead } from "./loupe.js";
import { act, enable, part, repaint, widthOf } from "./pen.js";
import { fromText } from "./strokes.js";

/** @typedef {import("./types.js").Board} Board */
/** @typedef {import("./types.js").Data} Data */

const SIDE = 512;
/** @type {WeakMap<object, Board>} */
const kept = new WeakMap();

/** @type {(root: HTMLElement, data: Data) => Board} */
function build(root, data) {
  root.innerHTML = `<div class="two boards">
    <div class="board"><div class="paper"><canvas class="draw" tabindex="0" role="application"
      width="${SIDE}" height="${SIDE}"></canvas><i class="cross" hidden></i></div>
      <div class="row tools"></div><div class="row inks" role="radiogroup"></div>
      <label class="row width"><span class="name"></span><input type="range" min="1" max="64"></label>
      <div class="row more"></div><div class="caption" role="status"></div></div>
    <div class="board"><div class="paper"><canvas class="made" role="img" width="1" height="1"></canvas>
      <canvas class="before" width="1" height="1"></canvas></div>
      <label class="row compare"><span class="name"></span><input type="range" min="0" max="100" value="0"></label>
      <div class="row saves"></div></div>
    <div class="board truth"><div class="paper"><img></div><div class="caption"></div></div></div>
    <div class="others"></div><details class="glasses"><summary></summary><div class="loupe"></div></details>`;
  /** @type {(selector: string) => HTMLCanvasElement} */
  const find = (selector) => /** @type {HTMLCanvasElement} */ (root.querySelector(selector));
  return {
    data, root, canvas: find(".draw"), made: find(".made"), before: find(".before"), version: null, base: null,
    strokes: [], undone: [], cleared: null, stroke: null, pointer: null, tool: "pen", ink: 0, cross: [128, 128],
    down: false, glass: [0.5, 0.5], laid: "", wide: null, said: data.first,
    asked: 0, shown: 0, busy: false, round: 0, say: () => {}, gone: () => {},
  };
}

/** @type {(s: Board) => void} */
function lay(s) {
  const { texts, inks, others } = s.data;
  const laid = JSON.stringify([texts, inks, others, s.data.holes]);
  part(s, ".boards").classList.toggle("holes", s.data.holes);
  if (laid === s.laid) return;  // or whoever is at a button loses it
  s.laid = laid;
  const tools = part(s, ".tools"), more = part(s, ".more"), colours = part(s, ".inks");
  tools.innerHTML = more.innerHTML = colours.innerHTML = part(s, ".saves").innerHTML = "";
  /** @type {(where: HTMLElement, name: string, text: string, press: () => void) => HTMLButtonElement} */
  const button = (where, name, text, press) => {
    const each = document.createElement("button");
    each.type = "button"; each.textContent = text; each.dataset.act = name; each.onclick = press;
    where.append(each);
    return each;
  };
  if (s.data.holes && s.tool === "fill") s.tool = "pen";
  for (const tool of /** @type {const} */ (["pen", "eraser", "fill"]))
    if (tool !== "fill" || !s.data.holes) button(tools, tool, texts[tool], () => { s.tool = tool; choose(s); });
  for (const name of ["undo", "redo", "clear"]) button(more, name, texts[name], () => act(s, name));
  for (const [i, { colour, name }] of inks.entries()) {
    const each = button(colours, `ink${i}`, name, () => { s.ink = i; if (s.tool === "eraser") s.tool = "pen"; choose(s); });
    each.setAttribute("role", "radio");
    each.style.setProperty("--ink", colour);
  }
  colours.hidden = inks.length < 2;
  button(part(s, ".saves"), "save_source", texts.save_source, () => save(s.before, "drawing.png"));
  button(part(s, ".saves"), "save_made", texts.save_made, () => save(s.made, "picture.png"));
  s.canvas.setAttribute("aria-label", texts.board);
  s.canvas.setAttribute("aria-description", texts.keys);
  s.made.setAttribute("aria-label", texts.made);
  part(s, ".width .name").textContent = texts.width;
  part(s, ".compare .name").textContent = texts.compare;
  part(s, ".truth .caption").textContent = texts.truth;
  part(s, ".glasses summary").textContent = texts.loupe;
  choose(s);
  enable(s);
  const row = part(s, ".others");
  row.innerHTML = "";
  for (const { text, url } of others) {
    const figure = document.createElement("figure");
    figure.innerHTML = `<canvas role="img" width="1" height="1"></canvas><figcaption class="words"></figcaption>`;
    const canvas = /** @type {HTMLCanvasElement} */ (figure.querySelector("canvas"));
    canvas.dataset.url = url;
    canvas.setAttribute("aria-label", text);
    /** @type {HTMLElement} */ (figure.querySelector("figcaption")).textContent = text;
    row.append(figure);
  }
  askOthers(s);
}

/** @type {(s: Board) => void} */
function choose(s) {
  for (const each of s.root.querySelectorAll(".tools button"))
    each.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (each).dataset.act === s.tool));
  for (const each of s.root.querySelectorAll(".inks button"))
    each.setAttribute("aria-checked", String(/** @type {HTMLElement} */ (each).dataset.act === `ink${s.ink}`));
}

/** @type {(canvas: HTMLCanvasElement, name: string) => void} */
function save(canvas, name) {
  const link = document.createElement("a");
  link.href = canvas.toDataURL("image/png"); link.download = name;
  link.click();
}

/** Begin anew: with the drawing that the address says, on the picture that is drawn upon.
 * @type {(s: Board) => Promise<void>} */
async function anew(s) {
  const { version, first, inks, base, truth, crisp } = s.data;
  s.version = version;
  s.strokes = fromText(first, inks.length); s.undone = []; s.cleared = null; s.stroke = null; s.base = null;
  const side = s.data.size * Math.max(1, Math.round(SIDE / s.data.size));
  if (s.canvas.width !== side) s.canvas.width = s.canvas.height = side;
  s.ink = Math.min(s.ink, inks.length - 1);
  const wide = crisp || s.data.holes;
  if (s.wide !== wide) { s.wide = wide; widthOf(s).value = wide ? "24" : "7"; }
  const right = part(s, ".truth");
  right.hidden = truth === null;
  /** @type {HTMLImageElement} */ (part(s, ".truth img")).src = truth ?? "";
  /** @type {HTMLImageElement} */ (part(s, ".truth img")).alt = s.data.texts.truth;
  if (base !== null) {
    const image = new Image();
    image.src = base;
    await image.decode().catch(() => {});
    if (s.version === version) s.base = image;
  }
  repaint(s);
  enable(s);
  askOthers(s);
  s.say(first);
}

/** @type {import("@streamlit/component-v2-lib").FrontendRenderer<{drawing: string, gone: number}, Data>} */
export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".root"));
  const before = kept.get(parentElement), s = before?.canvas.isConnected ? before : build(root, data);
  if (s !== before) { kept.set(parentElement, s); drive(s); lead(s); }
  const moved = s.data.url !== data.url;
  s.data = data;
  s.say = (text) => { if (text !== s.said) { s.said = text; setStateValue("drawing", text); } };
  s.gone = (number) => setTriggerValue("gone", number);
  lay(s);
  if (s.version !== data.version) anew(s);
  else if (moved) ask(s);
}
