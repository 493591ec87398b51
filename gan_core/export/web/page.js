/** The page of one G. The model, the runtime and their latents lie packed in the page itself. */

/**
 * @typedef {{
 *   title: string, latent: number, classes: string[], shape: [number, number, number],
 *   dimensions: number[], seeds: string, texts: Record<string, string>,
 * }} About
 * @typedef {{ z: Float32Array, label: number, name: string }} Point
 */

/** @type {About} */
const about = JSON.parse(inside("about"));
const [channels, height, width] = about.shape;
const REACH = 3;
const FRAME_MS = 40;

/** @param {string} id @returns {string} */
function inside(id) {
  return document.getElementById(id)?.textContent ?? "";
}

/** @template {HTMLElement} T @param {string} id @param {new () => T} kind @returns {T} */
function node(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`no ${id}`);
  return found;
}

/** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
function bytesOf(text) {
  return Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
}

/** @param {string} id @returns {Promise<Uint8Array<ArrayBuffer>>} */
async function unpacked(id) {
  const packed = new Blob([bytesOf(inside(id))]).stream();
  const stream = packed.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const latents = new Float32Array(bytesOf(about.seeds).buffer);
const count = latents.length / about.latent;

/** @param {number} seed @returns {Float32Array} */
function latentOf(seed) {
  return latents.slice(seed * about.latent, (seed + 1) * about.latent);
}

/** N(0, 1), by Box and Muller. @returns {Float32Array} */
function drawn() {
  return Float32Array.from({ length: about.latent }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
    return radius * Math.cos(2 * Math.PI * Math.random());
  });
}

/**
 * The point at `share` of the arc from `a` to `b`: its length stays.
 * @param {Float32Array} a @param {Float32Array} b @param {number} share @returns {Float32Array}
 */
function slerp(a, b, share) {
  let product = 0, first = 0, second = 0;
  a.forEach((x, i) => {
    product += x * b[i];
    first += x * x;
    second += b[i] * b[i];
  });
  const cosine = product / Math.max(Math.sqrt(first * second), 1e-12);
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  const sine = Math.sin(angle);
  const [left, right] = sine < 1e-6
    ? [1 - share, share]
    : [Math.sin((1 - share) * angle) / sine, Math.sin(share * angle) / sine];
  return a.map((x, i) => left * x + right * b[i]);
}

/** The network: points in, pictures in [-1, 1] out. */
class Network {
  /** @param {any} runtime @param {any} session */
  constructor(runtime, session) {
    this.runtime = runtime;
    this.session = session;
    this.before = Promise.resolve();
  }

  /** @returns {Promise<Network>} */
  static async unpack() {
    const [script, wasm, model] = await Promise.all(["runtime", "assembly", "model"].map(unpacked));
    const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    const runtime = await import(address);
    URL.revokeObjectURL(address);
    runtime.env.wasm.numThreads = 1;
    runtime.env.wasm.wasmBinary = wasm.buffer;
    const session = await runtime.InferenceSession.create(model, { executionProviders: ["wasm"] });
    return new Network(runtime, session);
  }

  /** One after the other: a session answers one question at a time.
   * @param {Float32Array} z @param {number} label @returns {Promise<Float32Array>} */
  run(z, label) {
    const answer = this.before.then(() => this.answer(z, label));
    this.before = answer.then(() => undefined, () => undefined);
    return answer;
  }

  /** @param {Float32Array} z @param {number} label @returns {Promise<Float32Array>} */
  async answer(z, label) {
    const { Tensor } = this.runtime;
    const n = z.length / about.latent;
    /** @type {Record<string, any>} */
    const inputs = { z: new Tensor("float32", z, [n, about.latent]) };
    if (about.classes.length) {
      const labels = new BigInt64Array(n).fill(BigInt(label));
      inputs.label = new Tensor("int64", labels, [n]);
    }
    const { pictures } = await this.session.run(inputs);
    return pictures.data;
  }
}

/** @param {HTMLCanvasElement} canvas @param {Float32Array} numbers */
function paint(canvas, numbers) {
  const image = new ImageData(width, height);
  const area = width * height;
  for (let at = 0; at < area; at += 1) {
    for (let c = 0; c < 3; c += 1) {
      const value = numbers[(channels === 1 ? 0 : c * area) + at];
      image.data[4 * at + c] = Math.round((value + 1) * 127.5);
    }
    image.data[4 * at + 3] = 255;
  }
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}

/** What is shown, and everything that changes it. */
class Page {
  /** @param {Network} network */
  constructor(network) {
    this.network = network;
    /** @type {Point} */
    this.point = { z: latentOf(0), label: 0, name: this.seedName(0) };
    this.origin = this.point.z.slice();
    this.waiting = false;
    this.busy = false;
    this.timer = 0;
    this.picture = node("picture", HTMLCanvasElement);
    this.sliders = about.dimensions.map((dimension) => this.slider(dimension));
    this.thumbs = Array.from({ length: count }, (_, seed) => this.thumb(seed));
    this.labels();
    this.buttons();
    this.walk();
    this.move(this.point.z, this.point.name);
    void this.fill();
  }

  /** @param {number} seed @returns {string} */
  seedName(seed) {
    return about.texts.seed.replace("{seed}", String(seed));
  }

  /** Show a point; the numbers under the sliders follow. @param {Float32Array} z @param {string} name */
  move(z, name) {
    this.point = { ...this.point, z: z.slice(), name };
    this.origin = z.slice();
    this.follow();
    this.draw();
  }

  follow() {
    about.dimensions.forEach((dimension, i) => {
      this.sliders[i].value = String(this.point.z[dimension]);
      this.sliders[i].setAttribute("aria-valuetext", this.point.z[dimension].toFixed(2));
    });
  }

  /** Draw the newest point; those that came in between are not drawn. */
  draw() {
    this.waiting = true;
    if (!this.busy) void this.drawing();
  }

  async drawing() {
    this.busy = true;
    while (this.waiting) {
      this.waiting = false;
      const { z, label, name } = this.point;
      paint(this.picture, await this.network.run(z.slice(), label));
      const word = about.classes.length ? `${about.classes[label]} · ${name}` : name;
      node("caption", HTMLElement).textContent = word;
      this.picture.setAttribute("aria-label", `${about.texts.picture}: ${word}`);
    }
    this.busy = false;
  }

  /** The pictures of all seeds. */
  async fill() {
    const area = channels * width * height;
    const { label } = this.point;
    const numbers = await this.network.run(latents.slice(), label);
    if (label !== this.point.label) return;
    this.thumbs.forEach((canvas, seed) => paint(canvas, numbers.slice(seed * area, (seed + 1) * area)));
    document.body.dataset.filled = String(label);
  }

  /** @param {number} dimension @returns {HTMLInputElement} */
  slider(dimension) {
    const label = document.createElement("label");
    const input = Object.assign(document.createElement("input"), {
      type: "range", min: -REACH, max: REACH, step: 0.01,
    });
    input.addEventListener("input", () => {
      this.stop();
      this.point.z[dimension] = Number(input.value);
      input.setAttribute("aria-valuetext", Number(input.value).toFixed(2));
      this.draw();
    });
    label.append(`z${dimension}`, input);
    node("sliders", HTMLElement).append(label);
    return input;
  }

  /** @param {number} seed @returns {HTMLCanvasElement} */
  thumb(seed) {
    const button = document.createElement("button");
    const canvas = document.createElement("canvas");
    button.type = "button";
    button.setAttribute("aria-label", this.seedName(seed));
    button.title = this.seedName(seed);
    button.append(canvas);
    button.addEventListener("click", () => {
      this.stop();
      this.move(latentOf(seed), this.seedName(seed));
    });
    node("seeds", HTMLElement).append(button);
    return canvas;
  }

  labels() {
    const box = node("labels", HTMLFieldSetElement);
    box.hidden = about.classes.length === 0;
    const buttons = about.classes.map((name, label) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.setAttribute("aria-pressed", String(label === 0));
      button.addEventListener("click", () => {
        this.point.label = label;
        buttons.forEach((one, i) => one.setAttribute("aria-pressed", String(i === label)));
        this.draw();
        void this.fill();
      });
      box.append(button);
      return button;
    });
  }

  buttons() {
    node("random", HTMLButtonElement).addEventListener("click", () => {
      this.stop();
      this.move(drawn(), about.texts.random);
    });
    node("reset", HTMLButtonElement).addEventListener("click", () => {
      this.stop();
      this.move(this.origin, this.point.name);
    });
    node("save", HTMLButtonElement).addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = this.picture.toDataURL("image/png");
      link.download = `${about.title}.png`;
      link.click();
    });
  }

  walk() {
    const way = node("way", HTMLInputElement);
    const ends = ["from", "to"].map((id) => node(id, HTMLInputElement));
    for (const end of ends) {
      end.max = String(count - 1);
      end.addEventListener("change", () => this.at(Number(way.value)));
    }
    way.addEventListener("input", () => {
      this.stop();
      this.at(Number(way.value));
    });
    node("play", HTMLButtonElement).addEventListener("click", () => {
      if (this.timer) this.stop();
      else this.start();
    });
  }

  /** Go to `share` of the way between the two seeds. @param {number} share */
  at(share) {
    const [a, b] = ["from", "to"].map((id) => {
      const input = node(id, HTMLInputElement);
      const seed = Math.min(count - 1, Math.max(0, Math.round(Number(input.value)) || 0));
      input.value = String(seed);
      return seed;
    });
    this.move(slerp(latentOf(a), latentOf(b), share), `${a} → ${b}: ${Math.round(100 * share)} %`);
  }

  start() {
    const way = node("way", HTMLInputElement);
    node("play", HTMLButtonElement).textContent = about.texts.pause;
    let step = Number(way.value) >= 1 ? -0.01 : 0.01;
    this.timer = window.setInterval(() => {
      const share = Number(way.value) + step;
      if (share <= 0 || share >= 1) step = -step;
      way.value = String(share);
      this.at(Number(way.value));
    }, FRAME_MS);
  }

  stop() {
    window.clearInterval(this.timer);
    this.timer = 0;
    node("play", HTMLButtonElement).textContent = about.texts.play;
  }
}

/** @type {[string, string][]} */
const WORDS = [
  ["random", "random"], ["reset", "reset"], ["save", "save"], ["move-title", "move"],
  ["move-help", "moveHelp"], ["seeds-title", "seeds"], ["walk-title", "walk"],
  ["from-text", "from"], ["to-text", "to"], ["way-text", "way"], ["play", "play"],
  ["offline", "offline"], ["state", "loading"],
];

for (const [id, text] of WORDS) node(id, HTMLElement).textContent = about.texts[text];
const legend = document.querySelector("#labels legend");
if (legend) legend.textContent = about.texts.label;
const state = node("state", HTMLElement);
try {
  const network = await Network.unpack();
  state.hidden = true;
  node("all", HTMLElement).hidden = false;
  Object.assign(window, { ganvas: network });
  new Page(network);
} catch (error) {
  state.textContent = about.texts.failed.replace("{why}", String(error));
  throw error;
}
