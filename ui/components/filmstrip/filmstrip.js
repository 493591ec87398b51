// A strip of frames in one picture, scrubbed and played in the browser: no round trip.
// data: {version, sprite (data URI, frames side by side in rows), frames, columns, width, height,
//        show, captions, label, play, pause, autoplay, fps}
const kept = new WeakMap();

function build(root) {
  root.innerHTML = `
    <canvas role="img"></canvas>
    <div class="row"><button type="button"></button><input type="range" min="0" value="0"></div>
    <div class="caption" aria-live="off"></div>`;
  return {
    canvas: root.querySelector("canvas"), button: root.querySelector("button"),
    range: root.querySelector("input"), caption: root.querySelector(".caption"),
    image: null, version: null, timer: null,
  };
}

function draw(s) {
  const d = s.data, i = Number(s.range.value), g = s.canvas.getContext("2d");
  if (!s.image) return;
  g.imageSmoothingEnabled = false;
  const x = (i % d.columns) * d.width, y = Math.floor(i / d.columns) * d.height;
  g.drawImage(s.image, x, y, d.width, d.height, 0, 0, s.canvas.width, s.canvas.height);
  const text = d.captions[i] ?? String(i);
  s.caption.textContent = text;
  s.canvas.setAttribute("aria-label", `${d.label}: ${text}`);
  s.range.setAttribute("aria-valuetext", text);
}

function stop(s) {
  clearInterval(s.timer); s.timer = null;
  s.button.textContent = s.data.play;
}

function play(s) {
  s.button.textContent = s.data.pause;
  s.timer = setInterval(() => {
    const last = Number(s.range.max), now = Number(s.range.value);
    s.range.value = now >= last ? 0 : now + 1;
    draw(s);
  }, 1000 / s.data.fps);
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  let s = kept.get(parentElement);
  if (!s || !s.canvas.isConnected) { s = build(root); kept.set(parentElement, s); }
  s.data = data;
  const ratio = data.show / data.width;
  s.canvas.width = data.show; s.canvas.height = Math.round(data.height * ratio);
  const atEnd = s.version === null || Number(s.range.value) >= Number(s.range.max);
  s.range.max = data.frames - 1;
  s.range.setAttribute("aria-label", data.label);
  s.button.onclick = () => (s.timer ? stop(s) : play(s));
  s.range.oninput = () => { if (s.timer) stop(s); requestAnimationFrame(() => draw(s)); };
  if (s.timer) { clearInterval(s.timer); play(s); } else s.button.textContent = data.play;
  if (s.version !== data.version) {
    s.version = data.version;
    if (atEnd) s.range.value = data.start;  // who looks at an earlier picture goes on doing so
    const image = new Image();
    image.onload = () => {
      s.image = image; draw(s);
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (data.autoplay && !still && !s.timer) play(s);
    };
    image.src = data.sprite;
  } else draw(s);
  return () => clearInterval(s.timer);
}
