// Sliders and a pad that move a point; its picture is asked for while they are dragged.
// One question is under way at a time; its answer drawn, the newest state is asked for.

/** @typedef {object} Data
 * @property {string} url that answers ?seed=…&label=…&at=ID:VALUE,… with a picture (see `draw`)
 * @property {number} seed whose z the sliders move
 * @property {string | null} label of the picture, where the model takes one
 * @property {number} show how wide the picture is shown
 * @property {string} caption with {norm} where the length of z goes
 * @property {string} version what the sliders move; with another one they begin at rest
 * @property {string} reset
 * @property {string} pad
 * @property {string} hint
 * @property {string} across
 * @property {string} up
 * @property {number} reach how far a slider goes, to both sides of 0
 * @property {Record<string, string>} more what else the question says
 * @property {{id: string, name: string, rest: number}[]} sliders each with where it rests: the seed's own value
 */

/** @typedef {object} Sliders what is kept of one on the page
 * @property {Data} data
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} caption
 * @property {HTMLElement} sliders
 * @property {HTMLButtonElement} button
 * @property {HTMLElement} padded
 * @property {HTMLElement} pad
 * @property {HTMLElement} dot
 * @property {HTMLElement} hint
 * @property {HTMLSelectElement} across
 * @property {HTMLSelectElement} up
 * @property {string | null} version
 * @property {Map<string, number>} moved value by id, of those that are not at rest
 * @property {Map<string, {input: HTMLInputElement, value: HTMLElement, name: string, rest: number}>} rows by id
 * @property {number} asked counts the states that a picture is wanted of
 * @property {number} shown the last of them that was drawn
 * @property {boolean} busy a question is under way
 * @property {(number: number) => void} gone says that the server does not have the model any more
 */

/** @type {WeakMap<object, Sliders>} */
const kept = new WeakMap();

/** @type {(root: HTMLElement, data: Data) => Sliders} */
function build(root, data) {
  root.innerHTML = `<div class="two">
    <div class="picture"><canvas role="img" width="1" height="1"></canvas><div class="caption"></div></div>
    <div class="controls"><div class="sliders"></div>
      <div class="row"><button type="button"></button></div>
      <div class="padded"><div class="pad" role="slider" tabindex="0"><i></i></div>
        <div><label class="row"><span class="name"></span><select></select></label>
          <label class="row"><span class="name"></span><select></select></label>
          <div class="caption"></div></div></div></div></div>`;
  /** @type {(selector: string) => HTMLElement} */
  const find = (selector) => /** @type {HTMLElement} */ (root.querySelector(selector));
  const [across, up] = root.querySelectorAll("select");
  return {
    data, canvas: /** @type {HTMLCanvasElement} */ (find("canvas")), caption: find(".caption"),
    sliders: find(".sliders"), button: /** @type {HTMLButtonElement} */ (find("button")),
    padded: find(".padded"), pad: find(".pad"), dot: find(".pad i"), hint: find(".padded .caption"), across, up,
    version: null, moved: new Map(), rows: new Map(), asked: 0, shown: 0, busy: false, gone: () => {},
  };
}

/** @type {(s: Sliders) => void} */
function lay(s) {
  s.moved.clear(); s.rows.clear(); s.sliders.innerHTML = "";
  for (const { id, name: word, rest } of s.data.sliders) {
    const row = document.createElement("label");
    row.className = "row";
    row.innerHTML = `<span class="name"></span><input type="range" step="0.02"><span class="value"></span>`;
    const [name, input, value] = /** @type {[HTMLElement, HTMLInputElement, HTMLElement]} */ (
      /** @type {unknown} */ ([...row.children]));
    name.textContent = word;
    input.min = String(-s.data.reach); input.max = String(s.data.reach);
    input.setAttribute("aria-label", word);
    input.oninput = () => move(s, [[id, Number(input.value)]]);
    s.rows.set(id, { input, value, name: word, rest });
    s.sliders.append(row);
  }
  for (const { select, first } of [{ select: s.across, first: 0 }, { select: s.up, first: 1 }]) {
    select.innerHTML = "";
    for (const { id, name } of s.data.sliders) select.append(new Option(name, id));
    select.selectedIndex = Math.min(first, select.length - 1);
    select.onchange = () => show(s);
  }
  s.padded.hidden = s.data.sliders.length < 2;
}

/** @type {(s: Sliders, id: string) => number} */
const at = (s, id) => s.moved.get(id) ?? s.rows.get(id)?.rest ?? 0;
/** @type {(s: Sliders, id: string) => string} */
const said = (s, id) => `${s.rows.get(id)?.name} ${at(s, id).toFixed(2)}`;
/** @type {(s: Sliders, value: number) => number} */
const inside = (s, value) => Math.max(-s.data.reach, Math.min(s.data.reach, Math.round(value * 100) / 100));

/** @type {(s: Sliders) => void} */
function show(s) {
  for (const [id, { input, value }] of s.rows) {
    const now = at(s, id);
    if (Number(input.value) !== now) input.value = String(now);
    value.textContent = now.toFixed(2);
  }
  if (s.padded.hidden) return;
  const [x, y] = [s.across.value, s.up.value];
  /** @type {(value: number) => number} */
  const share = (value) => Math.max(0, Math.min(1, 0.5 + value / (2 * s.data.reach)));
  s.dot.style.left = `${100 * share(at(s, x))}%`;
  s.dot.style.top = `${100 * (1 - share(at(s, y)))}%`;
  s.pad.setAttribute("aria-valuenow", String(at(s, x)));
  s.pad.setAttribute("aria-valuetext", `${said(s, x)}, ${said(s, y)}`);
}

/** @type {(s: Sliders, places: [id: string, value: number][]) => void} */
function move(s, places) {
  for (const [id, value] of places) s.moved.set(id, inside(s, value));
  s.asked += 1;
  show(s);
  follow(s);
}

/** @type {(s: Sliders) => Promise<void>} */
async function follow(s) {
  if (s.busy) return;
  s.busy = true;
  while (s.shown < s.asked && s.canvas.isConnected) {
    const number = s.asked, words = new URLSearchParams({ seed: String(s.data.seed), ...s.data.more });
    if (s.data.label !== null) words.set("label", s.data.label);
    words.set("at", [...s.moved].map((pair) => pair.join(":")).join(","));
    try {
      const answer = await fetch(`${s.data.url}?${words}`);
      if (answer.status === 410) { s.gone(number); break; }
      if (answer.ok) draw(s, answer.headers, new Uint8Array(await answer.arrayBuffer()));
    } catch {
      break;  // the server is away; the next move asks again
    }
    s.shown = number;
    s.canvas.dataset.seq = String(number);
  }
  s.busy = false;
}

// The answer: bytes of a picture, row by row, a pixel's channels together; its X-Shape is
// "height,width,channels", its X-Norm the length of z.
/** @type {(s: Sliders, headers: Headers, bytes: Uint8Array) => void} */
function draw(s, headers, bytes) {
  const [height, width, channels] = (headers.get("X-Shape") ?? "").split(",").map(Number);
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i += 1) {
    for (let c = 0; c < 3; c += 1) image.data[4 * i + c] = bytes[channels * i + (channels === 1 ? 0 : c)];
    image.data[4 * i + 3] = 255;
  }
  if (s.canvas.width !== width || s.canvas.height !== height) { s.canvas.width = width; s.canvas.height = height; }
  s.canvas.getContext("2d")?.putImageData(image, 0, 0);
  s.caption.textContent = s.data.caption.replace("{norm}", headers.get("X-Norm") ?? "");
  s.canvas.setAttribute("aria-label", s.caption.textContent);
}

/** @type {(s: Sliders) => void} */
function drive(s) {
  const pair = () => [s.across.value, s.up.value];
  /** @type {(event: PointerEvent) => void} */
  const to = (event) => {
    const box = s.pad.getBoundingClientRect(), [x, y] = pair(), size = 2 * s.data.reach;
    move(s, [[x, size * ((event.clientX - box.left) / box.width - 0.5)],
             [y, size * (0.5 - (event.clientY - box.top) / box.height)]]);
  };
  s.pad.onpointerdown = (event) => { s.pad.setPointerCapture(event.pointerId); to(event); };
  s.pad.onpointermove = (event) => { if (s.pad.hasPointerCapture(event.pointerId)) to(event); };
  s.pad.onkeydown = (event) => {
    /** @type {Record<string, [across: number, up: number]>} */
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    const far = event.shiftKey ? 0.5 : 0.1;
    const moved = pair().map((id, i) => /** @type {[string, number]} */ ([id, at(s, id) + far * way[i]]));
    move(s, moved.filter((_, i) => way[i]));
  };
  s.button.onclick = () => { s.moved.clear(); s.asked += 1; show(s); follow(s); };
}

/** @type {import("@streamlit/component-v2-lib").FrontendRenderer<{gone: number}, Data>} */
export default function ({ data, parentElement, setTriggerValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".root"));
  const before = kept.get(parentElement), s = before?.canvas.isConnected ? before : build(root, data);
  if (s !== before) { kept.set(parentElement, s); drive(s); }
  s.data = data;
  s.gone = (number) => setTriggerValue("gone", number);
  s.canvas.style.width = s.canvas.style.height = `${data.show}px`;
  s.button.textContent = data.reset;
  s.hint.textContent = data.hint;
  s.pad.setAttribute("aria-label", data.pad);
  s.pad.setAttribute("aria-description", data.hint);
  s.pad.setAttribute("aria-valuemin", String(-data.reach)); s.pad.setAttribute("aria-valuemax", String(data.reach));
  for (const { select, name } of [{ select: s.across, name: data.across }, { select: s.up, name: data.up }])
    /** @type {HTMLElement} */ (select.previousElementSibling).textContent = name;
  if (s.version !== data.version) { s.version = data.version; lay(s); }
  show(s);
  s.asked += 1;
  follow(s);
}
