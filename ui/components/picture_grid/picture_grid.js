// A grid of small pictures: hover shows a cell's name, a click (or Enter) chooses it.
// data: {version, sheet (data URI), columns, count, cell, gap, show, names, chosen, label, hint}
const kept = new WeakMap();

function build(root) {
  root.innerHTML = `<canvas tabindex="0" role="listbox" aria-multiselectable="true"></canvas><div class="caption" aria-live="polite"></div>`;
  return { canvas: root.querySelector("canvas"), caption: root.querySelector(".caption"),
           image: null, version: null, cursor: 0, focus: false };
}

function draw(s) {
  const d = s.data, g = s.canvas.getContext("2d"), f = s.scale;
  if (!s.image) return;
  g.imageSmoothingEnabled = false;
  g.clearRect(0, 0, s.canvas.width, s.canvas.height);
  g.drawImage(s.image, 0, 0, s.canvas.width, s.canvas.height);
  const step = d.cell + d.gap;
  const box = (i, color, width) => {
    g.strokeStyle = color; g.lineWidth = width;
    g.strokeRect((i % d.columns) * step * f + 1, Math.floor(i / d.columns) * step * f + 1,
                 d.cell * f - 2, d.cell * f - 2);
  };
  d.chosen.forEach((i) => box(i, "#E69F00", 4));
  if (s.focus) box(s.cursor, "#56B4E9", 2);
  s.caption.textContent = s.over === undefined ? d.hint : d.names[s.over] ?? "";
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  let s = kept.get(parentElement);
  if (!s || !s.canvas.isConnected) { s = build(root); kept.set(parentElement, s); }
  s.data = data;
  const step = data.cell + data.gap, rows = Math.ceil(data.count / data.columns);
  s.scale = data.show / (data.columns * step - data.gap);
  s.canvas.width = data.show; s.canvas.height = Math.round((rows * step - data.gap) * s.scale);
  s.canvas.setAttribute("aria-label", data.label);
  const cell = (e) => {
    const r = s.canvas.getBoundingClientRect(), f = (s.scale * r.width) / s.canvas.width;
    const x = Math.floor((e.clientX - r.left) / (step * f)), y = Math.floor((e.clientY - r.top) / (step * f));
    const i = y * data.columns + x;
    return x < data.columns && i < data.count ? i : undefined;
  };
  const choose = (i) => i !== undefined && setTriggerValue("picked", i);
  s.canvas.onmousemove = (e) => { s.over = cell(e); draw(s); };
  s.canvas.onmouseleave = () => { s.over = undefined; draw(s); };
  s.canvas.onclick = (e) => choose(cell(e));
  s.canvas.onfocus = () => { s.focus = true; draw(s); };
  s.canvas.onblur = () => { s.focus = false; s.over = undefined; draw(s); };
  s.canvas.onkeydown = (e) => {
    const moves = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: data.columns, ArrowUp: -data.columns };
    if (e.key in moves) s.cursor = Math.max(0, Math.min(data.count - 1, s.cursor + moves[e.key]));
    else if (e.key === "Enter" || e.key === " ") choose(s.cursor);
    else return;
    e.preventDefault(); s.over = s.cursor; draw(s);
  };
  if (s.version !== data.version) {
    s.version = data.version;
    const image = new Image();
    image.onload = () => { s.image = image; draw(s); };
    image.src = data.sheet;
  } else draw(s);
}
