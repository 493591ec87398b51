// The table of scores (raw, averaged, floor) and the share of fakes at each mode.
import { scoreHints, scoreNames, SCORES } from "./charts.js";
import { el, filled, finite, say, short, whole } from "./tools.js";

/** @import { Header, Readings, ScoreName, Scores } from "./protocol.js" */
/** @import { Lab } from "./state.js" */

/** @type {("raw" | "ema" | "floor")[]} */
const ROWS = ["raw", "ema", "floor"];

/** @type {(s: Lab) => HTMLElement} */
export function buildScores(s) {
  const { texts, nodes: n } = s, names = scoreNames(texts), hints = scoreHints(texts);
  /** @type {(kind: "raw" | "ema" | "floor", label: string, hint: string) => HTMLTableRowElement} */
  const row = (kind, label, hint) => el("tr", { "data-row": kind },
    el("th", { scope: "row", title: hint, text: label }), ...SCORES.map(() => el("td")));
  n.rows = { raw: row("raw", texts.raw, texts.rawHint),
             ema: row("ema", texts.ema, texts.emaHint), floor: row("floor", texts.floor, texts.floorHint) };
  n.massBars = el("div", { class: "mass", role: "img" });
  n.mass = el("div", { class: "mass-box", hidden: true }, el("span", { class: "soft", text: texts.mass }), n.massBars);
  n.scoredAt = el("td", { class: "soft", text: texts.scoresNone });
  return el("div", { class: "scores" },
    el("table", {},
      el("thead", {}, el("tr", {}, n.scoredAt, ...SCORES.map((one) => el("th", { scope: "col", title: hints[one], text: names[one] })))),
      el("tbody", {}, ...Object.values(n.rows))), n.mass);
}

/** @type {(key: ScoreName, value: number | null | undefined, of: number) => string} */
function scoreText(key, value, of) {
  if (!finite(value)) return "–";
  if (key === "modes") return of > 0 ? `${Number(value.toFixed(1))}/${of}` : "–";
  return key === "hq" ? `${(100 * value).toFixed(0)} %` : short(value);
}

/** @typedef {Pick<Scores, "step" | "ema" | "modes_of"> & Partial<Pick<Scores, "w1_step" | "floor" | "mass">>
 *   & {raw: Readings}} Current
 */

// The newest scores; after a rewind those that the curves hold for this snapshot (of G itself).
/** @type {(s: Lab, h: Header) => Current | null} */
export function currentScores(s, h) {
  if (s.scores) return s.scores;
  const last = s.history.scores.filter(([at]) => at <= h.step).at(-1);
  if (!last) return null;
  const [step, raw] = last;
  return { step, raw, ema: null, floor: s.floor?.values, modes_of: s.floor?.of ?? 0 };
}

// Of the G that is drawn: of the average only where there is one.
/** @type {(s: Lab, mass: Scores["mass"] | undefined) => number[]} */
function shownMass(s, mass) {
  return (s.view.raw ? mass?.raw : mass?.ema ?? mass?.raw) ?? [];
}

/** @type {(s: Lab, h: Header) => void} */
export function showScores(s, h) {
  const { nodes: n, texts } = s, scores = currentScores(s, h), of = scores?.modes_of ?? 0;
  for (const kind of ROWS) {
    const row = n.rows[kind], cells = /** @type {HTMLCollectionOf<HTMLElement>} */ (row.children);
    row.hidden = kind === "ema" && !scores?.ema;
    SCORES.forEach((key, i) => say(cells[i + 1], scoreText(key, scores?.[kind]?.[key], of)));
    // W1 is counted less often than the others.
    const counted = scores?.w1_step, older = kind !== "floor" && finite(counted) && counted < (scores?.step ?? 0);
    const cell = cells[1 + SCORES.indexOf("w1")];
    cell.classList.toggle("older", older);
    cell.title = older ? filled(texts.w1At, { step: whole(counted) }) : "";
    if (older) cell.setAttribute("aria-label", `${cell.textContent} ${cell.title}`); else cell.removeAttribute("aria-label");
  }
  say(n.scoredAt, scores ? filled(texts.scoredAt, { step: whole(scores.step) }) : texts.scoresNone);
  const mass = of > 0 ? shownMass(s, scores?.mass) : [];
  n.mass.hidden = !mass.length;
  if (!mass.length) return;
  while (n.massBars.children.length > mass.length + 1) n.massBars.lastElementChild?.remove();
  while (n.massBars.children.length < mass.length + 1) n.massBars.append(el("i"));
  const most = Math.max(2 / of, ...mass);
  [.../** @type {HTMLCollectionOf<HTMLElement>} */ (n.massBars.children)].forEach((bar, i) => {
    if (i === 0) { bar.className = "even"; bar.style.bottom = `${100 / of / most}%`; return; }
    bar.style.height = `${(100 * mass[i - 1]) / most}%`;
    bar.title = filled(texts.modeShare, { k: i, share: (100 * mass[i - 1]).toFixed(1) });
  });
  n.massBars.setAttribute("aria-label", `${texts.mass}: ${mass.map((one) => (100 * one).toFixed(0)).join(texts.comma)}`);
}
