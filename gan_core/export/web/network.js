/** What the page of one G is made of: the model, its runtime and latents lie packed in the page. */

/**
 * @typedef {{
 *   title: string, latent: number, classes: string[], shape: [number, number, number],
 *   dimensions: number[], seeds: string, texts: Record<string, string>,
 * }} About
 */

/** @type {About} */
export const about = JSON.parse(inside("about"));
export const [channels, height, width] = about.shape;
export const REACH = 3;
export const FRAME_MS = 40;

/** @param {string} id @returns {string} */
function inside(id) {
  return document.getElementById(id)?.textContent ?? "";
}

/** @template {HTMLElement} T @param {string} id @param {new () => T} kind @returns {T} */
export function node(id, kind) {
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

export const latents = new Float32Array(bytesOf(about.seeds).buffer);
export const count = latents.length / about.latent;

/** @param {number} seed @returns {Float32Array} */
export function latentOf(seed) {
  return latents.slice(seed * about.latent, (seed + 1) * about.latent);
}

/** N(0, 1), by Box and Muller. @returns {Float32Array} */
export function drawn() {
  return Float32Array.from({ length: about.latent }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
    return radius * Math.cos(2 * Math.PI * Math.random());
  });
}

/**
 * The point at `share` of the arc from `a` to `b`: its length stays.
 * @param {Float32Array} a @param {Float32Array} b @param {number} share @returns {Float32Array}
 */
export function slerp(a, b, share) {
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
export class Network {
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
export function paint(canvas, numbers) {
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
