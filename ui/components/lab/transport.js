// Play, steps, speed, who trains; and the keys that do the same.
import { drawKey } from "./draw.js";
import { choice, chosen } from "./legend.js";
import { command, notice } from "./stream.js";
import { el, filled, icon, say, short, whole } from "./tools.js";

/** @import { Header, Order, Speed, Texts, Who } from "./protocol.js" */
/** @import { Lab } from "./state.js" */
/** @import { IconName } from "./tools.js" */

/** @type {Speed[]} */
const SPEEDS = ["slow", "1", "10", "100", "max"];
const MUCH_STEPS = 2000, AGAIN_MS = 3000;

/** @type {(s: Lab) => HTMLElement} */
export function buildTransport(s) {
  const { texts, nodes: n } = s;
  /** @type {(name: IconName, text: string, hint: string, order: () => Order) => HTMLButtonElement} */
  const press = (name, text, hint, order) => el("button", { type: "button", title: hint, "data-do": name,
    on: { click: () => command(s, order()) } }, icon(name), el("span", { text }));
  n.play = press("play", texts.play, texts.playHint, () => ({ do: s.header?.playing ? "pause" : "play" }));
  n.play.classList.add("main");
  /** @type {(level: "round" | "player" | "part") => () => Order} */
  const step = (level) => () => ({ do: "step", level });
  const steps = el("div", { class: "joined", role: "group", "aria-label": texts.step },
    press("round", texts.round, texts.roundHint, step("round")),
    press("player", texts.player, texts.playerHint, step("player")),
    press("part", texts.part, texts.partHint, step("part")));
  n.speed = el("select", { title: texts.speedHint, "aria-label": texts.speed, "data-do": "speed",
    on: { change: () => command(s, { do: "speed", speed: /** @type {Speed} */ (n.speed.value) }) } },
    ...SPEEDS.map((speed) => el("option", { value: speed, text: speedName(texts, speed) })));
  /** @type {[who: Who, text: string, hint: string][]} */
  const who = [["both", texts.whoBoth, texts.bothHint], ["G", texts.whoG, texts.whoHint], ["D", texts.whoD, texts.whoHint]];
  n.who = choice(texts.who, who, (one) => command(s, { do: "who", who: one }));
  n.trained = press("trained", texts.trained, texts.trainedHint, () => ({ do: "trained" }));
  return el("div", { class: "transport" }, n.play, steps,
    press("reset", texts.reset, texts.resetHint, () => ({ do: "reset" })), n.trained, n.speed,
    el("span", { class: "who" }, el("span", { class: "soft", "aria-hidden": "true", text: texts.whoShort }), n.who));
}

/** @type {(texts: Texts, speed: Speed) => string} */
function speedName(texts, speed) {
  if (speed === "slow") return texts.speedSlow;
  if (speed === "max") return texts.speedMax;
  return speed === "1" ? texts.speedOne : filled(texts.speedMany, { n: speed });
}

/** @type {(s: Lab, h: Header) => void} */
export function showTransport(s, h) {
  const { nodes: n, texts } = s;
  if (n.play.dataset.shows !== String(h.playing)) {
    n.play.dataset.shows = String(h.playing);
    n.play.replaceChildren(icon(h.playing ? "pause" : "play"), el("span", { text: h.playing ? texts.pause : texts.play }));
  }
  if (!n.speed.matches(":focus")) n.speed.value = h.speed;
  chosen(n.who, h.who);
  n.trained.hidden = !h.trained;
  if (h.trained) n.trained.title = filled(texts.trainedHint, { n: whole(h.trained) });
  const rate = h.rate > 0 ? filled(texts.rate, { rate: h.rate >= 10 ? whole(h.rate) : short(h.rate, 1) }) : "";
  say(n.rate, h.playing ? rate : texts.paused);
  n.rate.hidden = Boolean(h.part);
}

// Keys where nothing of the lab that takes keys itself has the focus. Streamlit's own hotkeys (r, c)
// never see what is typed here.
/** @type {(s: Lab, event: KeyboardEvent) => void} */
export function onKey(s, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.length === 1) event.stopPropagation();
  const target = /** @type {Element} */ (event.target);
  if (s.drawing && drawKey(s, s.drawing, event)) { event.preventDefault(); return; }
  // A list takes letters, and whatever else has the focus takes the space bar.
  const own = target.closest("select") || (event.key === " " && target.closest("button, input"));
  if (s.drawing || own) return;
  /** @type {Record<string, () => Order>} */
  const orders = {
    " ": () => ({ do: s.header?.playing ? "pause" : "play" }),
    ".": () => ({ do: "step", level: "round" }),
    ",": () => ({ do: "step", level: "part" }),
    r: () => ({ do: "reset" }),
  };
  if (!(event.key in orders)) return;
  event.preventDefault();
  if (event.key === "r" && (event.repeat || !resetMeant(s))) return;
  command(s, orders[event.key]());
}

// A key is soon pressed by mistake: where much would be lost it takes two presses.
/** @type {(s: Lab) => boolean} */
function resetMeant(s) {
  const { branches, snapshots, step } = s.header ?? { branches: [], snapshots: [], step: 0 }, played = Math.max(step, snapshots.at(-1) ?? 0);
  const meant = Boolean(s.againTimer) || (branches.length < 2 && played <= MUCH_STEPS);
  clearTimeout(s.againTimer);
  s.againTimer = meant ? undefined : setTimeout(() => { s.againTimer = undefined; notice(s, "again", ""); }, AGAIN_MS);
  notice(s, "again", meant ? "" : s.texts.again);
  return meant;
}
