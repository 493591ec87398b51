// A melody as a piano roll that plays by WebAudio: no file, no round trip.

/** @typedef {object} Data
 * @property {string} version another one: another melody
 * @property {(number | null)[]} pitches of the notes, as MIDI has them; null: a rest
 * @property {number[]} begins of the notes, and the end, in seconds
 * @property {string} label
 * @property {string} play
 * @property {string} stop
 * @property {string} silent what is said where the browser plays no sound
 */

/** @typedef {object} Player what is kept of one on the page
 * @property {Data} data
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLButtonElement} button
 * @property {HTMLElement} caption
 * @property {AudioContext | null} audio
 * @property {string} version
 * @property {number} begun when the melody began, in the audio's time; -1: it does not play
 * @property {number | undefined} frame
 */

/** @type {WeakMap<object, Player>} */
const players = new WeakMap();
const LOUD = 0.22, FADE = 0.03, LOWEST = 52, HIGHEST = 88, AHEAD = 0.08;

/** @type {(root: HTMLElement, data: Data) => Player} */
function build(root, data) {
  root.innerHTML = `<canvas role="img"></canvas>
    <div class="row"><button type="button"></button><span class="caption" aria-live="polite"></span></div>`;
  return {
    data, canvas: /** @type {HTMLCanvasElement} */ (root.querySelector("canvas")),
    button: /** @type {HTMLButtonElement} */ (root.querySelector("button")),
    caption: /** @type {HTMLElement} */ (root.querySelector(".caption")),
    audio: null, version: "", begun: -1, frame: undefined,
  };
}

/** @type {(p: Player) => number} seconds since the melody began, or -1 */
const elapsed = (p) => (p.begun < 0 || !p.audio ? -1 : p.audio.currentTime - p.begun);

/** @type {(p: Player) => void} */
function draw(p) {
  const { pitches, begins } = p.data, now = elapsed(p), c = p.canvas;
  const g = /** @type {CanvasRenderingContext2D} */ (c.getContext("2d"));
  const wide = c.width / Math.max(1e-6, begins[pitches.length]), high = c.height / (HIGHEST - LOWEST + 1);
  g.fillStyle = "#12161f"; g.fillRect(0, 0, c.width, c.height);
  pitches.forEach((pitch, i) => {
    if (pitch === null) return;
    const row = HIGHEST - Math.min(HIGHEST, Math.max(LOWEST, pitch));
    const sounds = now >= begins[i] && now < begins[i + 1];
    g.fillStyle = sounds ? "#ffd166" : "#4aa3df";
    g.fillRect(begins[i] * wide, row * high, Math.max(1, (begins[i + 1] - begins[i]) * wide - 1), high);
  });
  if (now < 0) return;
  g.fillStyle = "#ffffff"; g.fillRect(now * wide, 0, 1.5, c.height);
}

/** @type {(p: Player) => void} */
function halt(p) {
  p.begun = -1;
  if (p.frame !== undefined) cancelAnimationFrame(p.frame);
  p.frame = undefined;
  void p.audio?.close(); p.audio = null;
  p.button.textContent = p.data.play; p.button.setAttribute("aria-pressed", "false");
  draw(p);
}

/** @type {(p: Player) => void} */
function follow(p) {
  if (elapsed(p) >= p.data.begins[p.data.pitches.length]) { halt(p); return; }
  draw(p);
  p.frame = requestAnimationFrame(() => follow(p));
}

/** @type {(audio: AudioContext, pitch: number, from: number, to: number) => void} */
function sound(audio, pitch, from, to) {
  const tone = audio.createOscillator(), gain = audio.createGain();
  tone.type = "triangle"; tone.frequency.value = 440 * 2 ** ((pitch - 69) / 12);
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(LOUD, from + FADE / 2);
  gain.gain.setValueAtTime(LOUD, Math.max(from + FADE / 2, to - FADE));
  gain.gain.linearRampToValueAtTime(0, to);
  tone.connect(gain).connect(audio.destination);
  tone.start(from); tone.stop(to);
}

/** @type {(p: Player) => void} */
function begin(p) {
  const { pitches, begins } = p.data;
  p.audio = new AudioContext();
  p.begun = p.audio.currentTime + AHEAD;
  pitches.forEach((pitch, i) => {
    if (pitch !== null) sound(/** @type {AudioContext} */ (p.audio), pitch, p.begun + begins[i], p.begun + begins[i + 1]);
  });
  p.button.textContent = p.data.stop; p.button.setAttribute("aria-pressed", "true");
  follow(p);
}

/** @type {(p: Player) => void} */
function toggle(p) {
  if (p.begun >= 0) { halt(p); return; }
  if (typeof AudioContext === "undefined") p.caption.textContent = p.data.silent;
  else begin(p);
}

/** @type {import("@streamlit/component-v2-lib").FrontendRenderer<{}, Data>} */
export default function ({ data, parentElement }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".root"));
  const before = players.get(parentElement), p = before?.canvas.isConnected ? before : build(root, data);
  players.set(parentElement, p);
  p.data = data;
  if (p.version !== data.version) { p.version = data.version; halt(p); }
  p.canvas.width = 640; p.canvas.height = 148;
  p.canvas.style.width = "100%";
  p.canvas.setAttribute("aria-label", data.label);
  p.button.textContent = p.begun < 0 ? data.play : data.stop;
  p.button.onclick = () => toggle(p);
  draw(p);
  return () => halt(p);
}
