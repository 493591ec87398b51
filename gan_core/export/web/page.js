/** The page of one G: what is shown, and everything that changes it. */
import { FRAME_MS, Network, REACH, about, channels, count, drawn, height, latentOf, latents, node, paint, slerp, width } from "./network.js";

/** @typedef {{ z: Float32Array, label: number, name: string }} Point */

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
    try {
      await this.newest();
    } finally {
      this.busy = false;
    }
  }

  async newest() {
    while (this.waiting) {
      this.waiting = false;
      const { z, label, name } = this.point;
      paint(this.picture, await this.network.run(z.slice(), label));
      const word = about.classes.length ? `${about.classes[label]} · ${name}` : name;
      node("caption", HTMLElement).textContent = word;
      this.picture.setAttribute("aria-label", `${about.texts.picture}: ${word}`);
    }
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
    // Read aloud at 25 words a second, nothing else would be heard.
    node("caption", HTMLElement).setAttribute("aria-live", "off");
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
    node("caption", HTMLElement).setAttribute("aria-live", "polite");
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
