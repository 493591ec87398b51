// The table of scores (raw, averaged, floor) and the share of fakes at each mode.
import { scoreHints, scoreNames } from "./charts.js";
import { el, filled, say, short, whole } from "./tools.js";

const SCORES = ["js", "kl", "w1", "modes", "hq"];

export function buildScores(s) {
  const { texts, nodes: n } = s, names = scoreNames(texts), hints = scoreHints(texts);
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

function scoreText(key, value, of) {
  if (!Number.isFinite(value)) return "–";
  if (key === "modes") return of > 0 ? `${Number(value.toFixed(1))}/${of}` : "–";
  return key === "hq" ? `${(100 * value).toFixed(0)} %` : short(value);
}

// The newest scores; after a rewind those that the curves hold for this moment (of G itself).
export function currentScores(s) {
  if (s.scores) return s.scores;
  const [step, raw] = s.history.scores.filter(([at]) => at <= s.header.step).at(-1) ?? [];
  return raw ? { step, raw, ema: null, floor: s.floor?.values, mass: null, modes_of: s.floor?.of ?? 0 } : null;
}

// Of the G that is drawn: of the average only where there is one.
function shownMass(s, mass) {
  return (s.view.raw ? mass?.raw : mass?.ema ?? mass?.raw) ?? [];
}

export function showScores(s) {
  const { nodes: n, texts } = s, scores = currentScores(s), of = scores?.modes_of ?? 0;
  for (const [kind, row] of Object.entries(n.rows)) {
    row.hidden = kind === "ema" && !scores?.ema;
    SCORES.forEach((key, i) => say(row.children[i + 1], scoreText(key, scores?.[kind]?.[key], of)));
    // W1 is counted less often than the others.
    const older = kind !== "floor" && scores?.w1_step < scores?.step;
    const cell = row.children[1 + SCORES.indexOf("w1")];
    cell.classList.toggle("older", older);
    cell.title = older ? filled(texts.w1At, { step: whole(scores.w1_step) }) : "";
    if (older) cell.setAttribute("aria-label", `${cell.textContent} ${cell.title}`); else cell.removeAttribute("aria-label");
  }
  say(n.scoredAt, scores ? filled(texts.scoredAt, { step: whole(scores.step) }) : texts.scoresNone);
  const mass = of > 0 ? shownMass(s, scores.mass) : [];
  n.mass.hidden = !mass.length;
  if (!mass.length) return;
  while (n.massBars.children.length > mass.length + 1) n.massBars.lastChild.remove();
  while (n.massBars.children.length < mass.length + 1) n.massBars.append(el("i"));
  const most = Math.max(2 / of, ...mass);
  [...n.massBars.children].forEach((bar, i) => {
    if (i === 0) { bar.className = "even"; bar.style.bottom = `${100 / of / most}%`; return; }
    bar.style.height = `${(100 * mass[i - 1]) / most}%`;
    bar.title = filled(texts.modeShare, { k: i, share: (100 * mass[i - 1]).toFixed(1) });
  });
  n.massBars.setAttribute("aria-label", `${texts.mass}: ${mass.map((one) => (100 * one).toFixed(0)).join(texts.comma)}`);
}
