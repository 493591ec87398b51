// What every part of the lab uses: making nodes, filling texts, writing numbers, colours.
function make(node, props, kids) {
  for (const [name, value] of Object.entries(props)) {
    if (name === "text") node.textContent = value;
    else if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else if (value !== undefined && value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...kids.filter(Boolean));
  return node;
}

export function el(tag, props = {}, ...kids) {
  return make(document.createElement(tag), props, kids);
}

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

export function icon(name) {
  return vec("svg", { viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true", class: "icon" },
    vec("path", { d: ICONS[name], fill: "currentColor" }));
}

// "Step {step}" with {step: 3} -> "Step 3"
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
}

// Only what changed is written: a text that is set again each frame costs a layout.
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function whole(value) {
  return Number.isFinite(value) ? Math.round(value).toLocaleString("en-US") : "–";
}

export function short(value, digits = 3) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1000) return value.toExponential(1);
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  if (size > 0 && size < 0.5 * 10 ** -digits) return value.toExponential(0);
  return value.toFixed(digits);
}

export function clamp(value, low, high) {
  return Math.max(low, Math.min(high, value));
}

function rgb(colour) {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(colour.trim());
  if (hex) {
    const full = hex[1].length < 6 ? [...hex[1]].map((c) => c + c).join("") : hex[1];
    return [0, 2, 4].map((i) => parseInt(full.slice(i, i + 2), 16));
  }
  const parts = colour.match(/[\d.]+/g);
  return parts && parts.length >= 3 ? parts.slice(0, 3).map(Number) : [255, 255, 255];
}

export function mixed(a, b, share) {
  return a.map((value, i) => Math.round(value + (b[i] - value) * share));
}

export function css(colour, alpha = 1) {
  return `rgba(${colour.join(",")},${alpha})`;
}

// The theme as numbers for the canvases, and the map from FAKE over the background to REAL.
export function palette(s) {
  const style = getComputedStyle(s.root), named = (name, other) => rgb(style.getPropertyValue(name) || other);
  const back = named("--st-background-color", "#ffffff"), text = named("--st-text-color", "#31333f");
  const made = { back, text, dark: back[0] + back[1] + back[2] < 384 };
  for (const [name, colour] of Object.entries(s.data.colours)) {
    made[name] = made.dark ? mixed(rgb(colour), [255, 255, 255], 0.2) : rgb(colour);
    s.root.style.setProperty(`--${name}`, css(made[name]));
  }
  made.point = mixed(made.real, made.dark ? [255, 255, 255] : [0, 0, 0], made.dark ? 0.3 : 0.35);
  s.root.style.setProperty("--point", css(made.point));
  made.key = [back, text, made.real, made.fake].join("|");
  made.map = Array.from({ length: 256 }, (_, i) => diverging(made, (i - 128) / (i < 128 ? 128 : 127), 0.62));
  made.strong = Array.from({ length: 256 }, (_, i) => diverging(made, (i - 128) / (i < 128 ? 128 : 127), 1));
  return made;
}

function diverging(colours, share, strength) {
  return mixed(colours.back, share < 0 ? colours.fake : colours.real, Math.abs(share) * strength);
}

export function still() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

// Makes the canvas as sharp as the screen; returns its context in CSS pixels and its size.
export function sharp(canvas) {
  const width = canvas.clientWidth, height = canvas.clientHeight, ratio = Math.min(3, devicePixelRatio || 1);
  const w = Math.round(width * ratio), h = Math.round(height * ratio);
  if (canvas.width !== w || canvas.height !== h) { canvas.width = w; canvas.height = h; }
  const g = canvas.getContext("2d");
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width, height);
  return { g, width, height, ratio };
}
