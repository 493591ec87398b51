// What every part of the lab uses: making nodes, filling texts, writing numbers, colours.
/** @import { Colour, Lab, Palette } from "./state.js" */

/** @typedef {object} Content of a node, beside its attributes
 * @property {string} [text]
 * @property {Record<string, () => void>} [on] what is done at an event
 */

/** @typedef {string | number | boolean | undefined} Attribute true: without a value; false: not at all */
/** @typedef {Content & Record<string, Attribute | Content["on"]>} Props */

/** @template {Element} N @param {N} node @param {Props} props @param {Node[]} kids @returns {N} */
function make(node, { text, on = {}, ...attributes }, kids) {
  if (text !== undefined) node.textContent = text;
  for (const [event, act] of Object.entries(on)) node.addEventListener(event, act);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== null && value !== false) node.setAttribute(name, value === true ? "" : String(value));
  node.append(...kids);
  return node;
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Props} props @param {...Node} kids @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, props = {}, ...kids) {
  return make(document.createElement(tag), props, kids);
}

/**
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag @param {Props} props @param {...Node} kids @returns {SVGElementTagNameMap[K]}
 */
export function vec(tag, props = {}, ...kids) {
  return make(document.createElementNS("http://www.w3.org/2000/svg", tag), props, kids);
}

const ICONS = {
  play: "M4 2.5v11l9.5-5.5z",
  pause: "M4 2.5h3v11H4zM9.5 2.5h3v11h-3z",
  round: "M2.5 2.5v11l7-5.5zM10.5 2.5h2.5v11h-2.5z",
  player: "M3 4v8l6-4zM10.5 4h2v8h-2z",
  part: "M4 5v6l5-3zM10 5h1.5v6H10z",
  trained: "M8 2 1 5.5 8 9l5-2.5V11h1V6zM4 8v3c0 1.2 2 2 4 2s4-.8 4-2V8l-4 2z",
  reset: "M8 3a5 5 0 1 1-4.6 3H1l3.4-4 3.2 4H5.3A3.2 3.2 0 1 0 8 4.8z",
};

/** @typedef {keyof typeof ICONS} IconName */

/** @type {(name: IconName) => SVGSVGElement} */
export function icon(name) {
  return vec("svg", { viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true", class: "icon" },
    vec("path", { d: ICONS[name], fill: "currentColor" }));
}

// "Step {step}" with {step: 3} -> "Step 3"
/** @type {(text: string, values: Record<string, string | number>) => string} */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

// Only what changed is written: a text that is set again each frame costs a layout.
/** @type {(node: Element, text: string) => void} */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// What came from the server or was computed, where it is a number that can be drawn.
/** @type {(value: number | null | undefined) => value is number} */
export function finite(value) {
  return Number.isFinite(value);
}

/** @type {(value: number | null | undefined) => string} */
export function whole(value) {
  return finite(value) ? Math.round(value).toLocaleString("en-US") : "–";
}

/** @type {(value: number | null | undefined, digits?: number) => string} */
export function short(value, digits = 3) {
  if (!finite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1000) return value.toExponential(1);
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  if (size > 0 && size < 0.5 * 10 ** -digits) return value.toExponential(0);
  return value.toFixed(digits);
}

/** @type {(value: number, low: number, high: number) => number} */
export function clamp(value, low, high) {
  return Math.max(low, Math.min(high, value));
}

/** @type {(colour: string) => Colour} */
function rgb(colour) {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(colour.trim());
  if (hex) {
    const full = hex[1].length < 6 ? [...hex[1]].map((c) => c + c).join("") : hex[1];
    return [0, 2, 4].map((i) => parseInt(full.slice(i, i + 2), 16));
  }
  const parts = colour.match(/[\d.]+/g);
  return parts && parts.length >= 3 ? parts.slice(0, 3).map(Number) : [255, 255, 255];
}

/** @type {(a: Colour, b: Colour, share: number) => Colour} */
export function mixed(a, b, share) {
  return a.map((value, i) => Math.round(value + (b[i] - value) * share));
}

/** @type {(colour: Colour, alpha?: number) => string} */
export function css(colour, alpha = 1) {
  return `rgba(${colour.join(",")},${alpha})`;
}

/** @type {(s: Lab, selector: string) => NodeListOf<HTMLElement>} */
export function partsOf(s, selector) {
  return s.root.querySelectorAll(selector);
}

// The theme as numbers for the canvases, and the map from FAKE over the background to REAL.
/** @type {(s: Lab, now: number) => Palette} */
export function palette(s, now) {
  const style = getComputedStyle(s.root);
  /** @type {(name: string, other: string) => Colour} */
  const named = (name, other) => rgb(style.getPropertyValue(name) || other);
  const back = named("--st-background-color", "#ffffff"), text = named("--st-text-color", "#31333f");
  const dark = back[0] + back[1] + back[2] < 384;
  /** @type {(colour: string) => Colour} */
  const lit = (colour) => (dark ? mixed(rgb(colour), [255, 255, 255], 0.2) : rgb(colour));
  const { colours } = s.data, real = lit(colours.real), fake = lit(colours.fake);
  const point = mixed(real, dark ? [255, 255, 255] : [0, 0, 0], dark ? 0.3 : 0.35);
  const shown = { real, fake, g: lit(colours.g), d: lit(colours.d), point };
  for (const [name, colour] of Object.entries(shown)) s.root.style.setProperty(`--${name}`, css(colour));
  /** @type {(strength: number) => Colour[]} */
  const shades = (strength) => Array.from({ length: 256 }, (_, i) => {
    const share = (i - 128) / (i < 128 ? 128 : 127);
    return mixed(back, share < 0 ? fake : real, Math.abs(share) * strength);
  });
  return { ...shown, back, text, dark, key: [back, text, real, fake].join("|"), map: shades(0.62), strong: shades(1), at: now };
}

/** @type {() => boolean} */
export function still() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** @type {(canvas: HTMLCanvasElement) => CanvasRenderingContext2D} */
export function pen(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

// Makes the canvas as sharp as the screen; returns its context in CSS pixels and its size.
/** @type {(canvas: HTMLCanvasElement) => {g: CanvasRenderingContext2D, width: number, height: number, ratio: number}} */
export function sharp(canvas) {
  const width = canvas.clientWidth, height = canvas.clientHeight, ratio = Math.min(3, devicePixelRatio || 1);
  const w = Math.round(width * ratio), h = Math.round(height * ratio);
  if (canvas.width !== w || canvas.height !== h) { canvas.width = w; canvas.height = h; }
  const g = pen(canvas);
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width, height);
  return { g, width, height, ratio };
}
