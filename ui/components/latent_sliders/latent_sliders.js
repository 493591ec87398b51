// Sliders and a pad that move a point; its picture is asked for while they are dragged.
// data: {url, seed, label, show, caption ("… {norm}"), version, reset, pad, hint, across, up, reach,
//        sliders: [{dimension, rest}]}
// One question is under way at a time; its answer drawn, the newest state is asked for.
const kept = new WeakMap();

function build(root) {
  root.innerHTML = `<div class="two">
    <div class="picture"><canvas role="img" width="1" height="1"></canvas><div class="caption"></div></div>
    <div class="controls"><div class="sliders"></div>
      <div class="row"><button type="button"></button></div>
      <div class="padded"><div class="pad" role="slider" tabindex="0"><i></i></div>
        <div><label class="row"><span class="name"></span><select></select></label>
          <label class="row"><span class="name"></span><select></select></label>
          <div class="caption"></div></div></div></div></div>`;
  const find = (selector) => root.querySelector(selector);
  const [across, up] = root.querySelectorAll("select");
  return {
    canvas: find("canvas"), caption: find(".caption"), sliders: find(".sliders"), button: find("button"),
    padded: find(".padded"), pad: find(".pad"), dot: find(".pad i"), hint: find(".padded .caption"), across, up,
    version: null, moved: new Map(), rows: new Map(), asked: 0, shown: 0, busy: false,
  };
}

function lay(s) {
  s.moved.clear(); s.rows.clear(); s.sliders.innerHTML = "";
  for (const { dimension, rest } of s.data.sliders) {
    const row = document.createElement("label");
    row.className = "row";
    row.innerHTML = `<span class="name"></span><input type="range" step="0.02"><span class="value"></span>`;
    row.firstChild.textContent = `z${dimension}`;
    const input = row.querySelector("input");
    input.min = -s.data.reach; input.max = s.data.reach;
    input.setAttribute("aria-label", `z${dimension}`);
    input.oninput = () => move(s, [[dimension, Number(input.value)]]);
    s.rows.set(dimension, { input, value: row.lastChild, rest });
    s.sliders.append(row);
  }
  for (const [select, first] of [[s.across, 0], [s.up, 1]]) {
    select.innerHTML = "";
    for (const { dimension } of s.data.sliders) select.append(new Option(`z${dimension}`, dimension));
    select.selectedIndex = Math.min(first, select.length - 1);
    select.onchange = () => show(s);
  }
  s.padded.hidden = s.data.sliders.length < 2;
}

const at = (s, dimension) => s.moved.get(dimension) ?? s.rows.get(dimension).rest;
const inside = (s, value) => Math.max(-s.data.reach, Math.min(s.data.reach, Math.round(value * 100) / 100));

function show(s) {
  for (const [dimension, { input, value }] of s.rows) {
    const now = at(s, dimension);
    if (Number(input.value) !== now) input.value = now;
    value.textContent = now.toFixed(2);
  }
  if (s.padded.hidden) return;
  const [x, y] = [s.across, s.up].map((select) => Number(select.value));
  const share = (value) => Math.max(0, Math.min(1, 0.5 + value / (2 * s.data.reach)));
  s.dot.style.left = `${100 * share(at(s, x))}%`;
  s.dot.style.top = `${100 * (1 - share(at(s, y)))}%`;
  s.pad.setAttribute("aria-valuenow", at(s, x));
  s.pad.setAttribute("aria-valuetext", `z${x} ${at(s, x).toFixed(2)}, z${y} ${at(s, y).toFixed(2)}`);
}

function move(s, places) {
  for (const [dimension, value] of places) s.moved.set(dimension, inside(s, value));
  s.asked += 1;
  show(s);
  follow(s);
}

async function follow(s) {
  if (s.busy) return;
  s.busy = true;
  while (s.shown < s.asked && s.canvas.isConnected) {
    const number = s.asked, words = new URLSearchParams({ seed: s.data.seed });
    if (s.data.label !== null) words.set("label", s.data.label);
    words.set("at", [...s.moved].map((pair) => pair.join(":")).join(","));
    try {
      const answer = await fetch(`${s.data.url}?${words}`);
      if (answer.status === 410) { s.gone(number); break; }
      if (answer.ok) draw(s, answer.headers, new Uint8Array(await answer.arrayBuffer()));
    } catch (error) {
      break;  // the server is away; the next move asks again
    }
    s.shown = number;
    s.canvas.dataset.seq = number;
  }
  s.busy = false;
}

function draw(s, headers, bytes) {
  const [height, width, channels] = headers.get("X-Shape").split(",").map(Number);
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i += 1) {
    for (let c = 0; c < 3; c += 1) image.data[4 * i + c] = bytes[channels * i + (channels === 1 ? 0 : c)];
    image.data[4 * i + 3] = 255;
  }
  if (s.canvas.width !== width || s.canvas.height !== height) { s.canvas.width = width; s.canvas.height = height; }
  s.canvas.getContext("2d").putImageData(image, 0, 0);
  s.caption.textContent = s.data.caption.replace("{norm}", headers.get("X-Norm"));
  s.canvas.setAttribute("aria-label", s.caption.textContent);
}

function drive(s) {
  const pair = () => [s.across, s.up].map((select) => Number(select.value));
  const to = (event) => {
    const box = s.pad.getBoundingClientRect(), [x, y] = pair(), size = 2 * s.data.reach;
    move(s, [[x, size * ((event.clientX - box.left) / box.width - 0.5)],
             [y, size * (0.5 - (event.clientY - box.top) / box.height)]]);
  };
  s.pad.onpointerdown = (event) => { s.pad.setPointerCapture(event.pointerId); to(event); };
  s.pad.onpointermove = (event) => { if (s.pad.hasPointerCapture(event.pointerId)) to(event); };
  s.pad.onkeydown = (event) => {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    const far = event.shiftKey ? 0.5 : 0.1;
    move(s, pair().map((dimension, i) => [dimension, at(s, dimension) + far * way[i]]).filter((_, i) => way[i]));
  };
  s.button.onclick = () => { s.moved.clear(); s.asked += 1; show(s); follow(s); };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  let s = kept.get(parentElement);
  if (!s || !s.canvas.isConnected) { s = build(root); kept.set(parentElement, s); drive(s); }
  s.data = data;
  s.gone = (number) => setTriggerValue("gone", number);
  s.canvas.style.width = s.canvas.style.height = `${data.show}px`;
  s.button.textContent = data.reset;
  s.hint.textContent = data.hint;
  s.pad.setAttribute("aria-label", data.pad);
  s.pad.setAttribute("aria-description", data.hint);
  s.pad.setAttribute("aria-valuemin", -data.reach); s.pad.setAttribute("aria-valuemax", data.reach);
  for (const [select, name] of [[s.across, data.across], [s.up, data.up]])
    select.previousElementSibling.textContent = name;
  if (s.version !== data.version) { s.version = data.version; lay(s); }
  show(s);
  s.asked += 1;
  follow(s);
}
