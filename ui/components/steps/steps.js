// Pictures that change step by step, scrubbed and played in the browser: no round trip.
// data: {version, sheet (data URI: a row for each step, a column for each picture), columns, steps,
//        width, height, names, texts ([step][column]), captions, label, play, pause}
const kept = new WeakMap();

function build(root) {
  root.innerHTML = `
    <div class="row"><button type="button"></button><input type="range" min="0" value="0">
    <span class="caption"></span></div><div class="holder"><div class="tiles"></div></div>`;
  return {
    button: root.querySelector("button"), range: root.querySelector("input"), timer: null,
    caption: root.querySelector(".caption"), tiles: root.querySelector(".tiles"), image: null, version: null,
  };
}

function lay(s) {
  s.tiles.style.setProperty("--columns", s.data.columns);
  s.tiles.style.setProperty("--fewer", Math.ceil(s.data.columns / 2));
  s.tiles.innerHTML = s.data.names.map(() =>
    `<div><div class="stack"><canvas role="img"></canvas></div><div class="words"><div></div></div></div>`).join("");
  s.cells = [...s.tiles.children].map((node) => ({
    canvas: node.querySelector("canvas"), words: node.querySelector(".words").firstChild,
  }));
  s.cells.forEach(({ canvas }) => { canvas.width = s.data.width; canvas.height = s.data.height; });
}

function draw(s) {
  const d = s.data, step = Number(s.range.value);
  s.caption.textContent = d.captions[step];
  s.range.setAttribute("aria-valuetext", d.captions[step]);
  s.cells.forEach(({ canvas, words }, i) => {
    const text = d.texts[step][i];
    words.textContent = text;
    canvas.setAttribute("aria-label", `${d.names[i]}, ${d.captions[step]}: ${text}`);
    if (s.image) canvas.getContext("2d").drawImage(
      s.image, i * d.width, step * d.height, d.width, d.height, 0, 0, d.width, d.height);
  });
}

function stop(s) { clearInterval(s.timer); s.timer = null; s.button.textContent = s.data.play; }

function play(s) {
  const last = Number(s.range.max);
  if (Number(s.range.value) === last) s.range.value = 0;
  s.button.textContent = s.data.pause;
  s.timer = setInterval(() => {
    s.range.value = Number(s.range.value) + 1;
    draw(s);
    if (Number(s.range.value) === last) stop(s);
  }, 100);
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  let s = kept.get(parentElement);
  if (!s || !s.range.isConnected) { s = build(root); kept.set(parentElement, s); }
  s.data = data;
  s.range.max = data.steps;
  s.range.setAttribute("aria-label", data.label);
  s.button.onclick = () => (s.timer ? stop(s) : play(s));
  s.range.oninput = () => { if (s.timer) stop(s); requestAnimationFrame(() => draw(s)); };
  if (!s.timer) s.button.textContent = data.play;
  if (s.cells?.length !== data.names.length || s.cells[0].canvas.width !== data.width) lay(s);
  if (s.version !== data.version) {
    s.version = data.version;
    const image = new Image();
    image.onload = () => { s.image = image; draw(s); };
    image.src = data.sheet;
  } else draw(s);
  return () => clearInterval(s.timer);
}
