// One part of a move: which of the five, what it says with its numbers, what it lights up.
import { places } from "./layers.js";
import { clamp, css, el, filled, say, short } from "./tools.js";

/** @import { Header, Part, Player, Texts } from "./protocol.js" */
/** @import { Lab, Scene } from "./state.js" */

/** @type {Part["name"][]} */
const PARTS = ["sample", "score", "loss", "gradient", "update"];

/** @type {(texts: Texts) => Record<Player, Record<Part["name"], string>>} */
function captions(texts) {
  return {
    D: { sample: texts.capDSample, score: texts.capDScore, loss: texts.capDLoss,
         gradient: texts.capDGradient, update: texts.capDUpdate },
    G: { sample: texts.capGSample, score: texts.capGScore, loss: texts.capGLoss,
         gradient: texts.capGGradient, update: texts.capGUpdate },
  };
}

/** @type {(texts: Texts) => Record<Part["name"], string>} */
function partNames(texts) {
  return { sample: texts.partSample, score: texts.partScore, loss: texts.partLoss,
           gradient: texts.partGradient, update: texts.partUpdate };
}

/** @type {(texts: Texts) => Partial<Record<string, string>>} */
export function valueNames(texts) {
  return { "D/loss": texts.dLoss, "G/loss": texts.gLoss, "D(real)": texts.dReal, "D(fake)": texts.dFake,
           "D/grad": texts.dGrad, "G/grad": texts.gGrad,
           real: texts.termReal, fake: texts.termFake, pair: texts.termPair, adversarial: texts.termAdversarial,
           r1: texts.termR1, r2: texts.termR2, gp: texts.termPenalty, count: texts.valueCount, moved: texts.valueMoved };
}

/** @type {(s: Lab) => HTMLElement} */
export function buildCaption(s) {
  const n = s.nodes;
  n.partSteps = el("ol", { class: "parts" }, ...PARTS.map(() => el("li")));
  n.partText = el("div", { class: "said" });
  n.partValues = el("div", { class: "numbers" });
  n.caption = el("div", { class: "part-caption", "aria-live": "polite", hidden: true }, n.partSteps, n.partText, n.partValues);
  return n.caption;
}

/** @type {(s: Lab, h: Header) => void} */
export function showCaption(s, h) {
  const { nodes: n, texts } = s, { part } = h;
  n.caption.hidden = !part;
  if (!part) return;
  n.caption.dataset.player = part.player;
  const names = partNames(texts), labels = valueNames(texts), at = PARTS.indexOf(part.name);
  [...n.partSteps.children].forEach((node, i) => {
    say(node, names[PARTS[i]]);
    node.toggleAttribute("data-now", i === at);
    if (i === at) node.setAttribute("aria-current", "step"); else node.removeAttribute("aria-current");
  });
  const again = part.of > 1 ? ` ${filled(texts.repetition, { k: part.of })}` : "";
  say(n.partText, `${at + 1}. ${captions(texts)[part.player][part.name]}${again}`);
  say(n.partValues, Object.entries(part.values)
    .map(([key, value]) => `${labels[key] ?? key} ${short(value, 4)}`).join(" · "));
}

// The batch of this part in the foreground, coloured by D where D has just scored it.
/** @type {(scene: Scene, part: Part) => void} */
export function paintPart(scene, part) {
  const { s, h, g, size, p } = scene;
  const { batch_real: real, batch_fake: fake } = s.arrays;
  const scored = part.name === "score" || part.name === "loss" || part.name === "gradient";
  const radius = Math.max(4, size / 95);
  for (const { batch, own } of [{ batch: part.player === "D" ? real : null, own: p.real }, { batch: fake, own: p.fake }]) {
    if (!batch) continue;
    const at = places(batch, h.unit, size);
    for (let i = 0; i < at.length; i += 2) {
      g.beginPath(); g.arc(at[i], at[i + 1], radius, 0, 2 * Math.PI);
      const level = scored ? fieldAt(s, at[i] / size, at[i + 1] / size) : null;
      g.fillStyle = css(level === null ? own : p.strong[level]); g.fill();
      g.lineWidth = 2; g.strokeStyle = css(scored ? own : p.text); g.stroke();
    }
  }
}

// D's level (0 to 255) in the field's cell at (x, y), both 0 to 1 from the upper left.
/** @type {(s: Lab, x: number, y: number) => number | null} */
function fieldAt(s, x, y) {
  const field = s.arrays.field;
  if (!field) return null;
  const [rows, columns] = field.shape;
  const row = clamp(Math.floor((1 - y) * rows), 0, rows - 1), column = clamp(Math.floor(x * columns), 0, columns - 1);
  return field.values[row * columns + column];
}
