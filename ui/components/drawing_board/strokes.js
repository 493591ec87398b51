// A drawing as a list of strokes, and as a short text for the address.

/** @typedef {import("./types.js").Stroke} Stroke */

const TOOLS = /** @type {const} */ (["pen", "eraser", "fill"]);

/** @type {(strokes: Stroke[]) => string} */
export function toText(strokes) {
  return strokes.map(({ tool, ink, width, points, more }) => {
    const head = [TOOLS.indexOf(tool), ink, width, Number(more)].map((n) => n.toString(36)).join("-");
    const bytes = String.fromCharCode(...points);
    return `${head}-${btoa(bytes).replaceAll("+", "*").replaceAll("/", "_").replaceAll("=", "")}`;
  }).join(".");
}

/** What a text says; strokes that make no sense are left out.
 * @type {(text: string, inks: number) => Stroke[]} */
export function fromText(text, inks) {
  return text.split(".").filter(Boolean).flatMap((part) => {
    const [tool, ink, width, more, points] = part.split("-");
    const numbers = [tool, ink, width, more].map((n) => parseInt(n ?? "", 36));
    const [which, colour, wide] = numbers;
    if (numbers.some(Number.isNaN) || !(which in TOOLS) || colour >= inks || wide < 1 || wide > 128) return [];
    try {
      const bytes = atob((points ?? "").replaceAll("*", "+").replaceAll("_", "/"));
      const list = [...bytes].map((letter) => letter.charCodeAt(0));
      const whole = list.slice(0, list.length - list.length % 2);
      return whole.length < 2 ? [] :
        [{ tool: TOOLS[which], ink: colour, width: wide, points: whole, more: numbers[3] === 1 }];
    } catch { return []; }
  });
}

/** @type {(points: number[], x: number, y: number) => boolean} */
export function add(points, x, y) {
  /** @type {(n: number) => number} */
  const inside = (n) => Math.max(0, Math.min(255, Math.round(n)));
  const [a, b] = [inside(x), inside(y)];
  if (points.at(-2) === a && points.at(-1) === b) return false;
  points.push(a, b);
  return true;
}

/** The strokes without the last one, with all that goes on with it; and what was taken.
 * @type {(strokes: Stroke[]) => [kept: Stroke[], taken: Stroke[]]} */
export function withoutLast(strokes) {
  let at = strokes.length - 1;
  while (at > 0 && strokes[at].more) at -= 1;
  return [strokes.slice(0, Math.max(at, 0)), strokes.slice(Math.max(at, 0))];
}
