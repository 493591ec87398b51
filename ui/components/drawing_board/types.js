// What the scripts of the board hand to one another.

/** @typedef {object} Stroke
 * @property {"pen" | "eraser" | "fill"} tool
 * @property {number} ink its place among the inks
 * @property {number} width in 256ths of the board
 * @property {number[]} points x, y, x, y … in 256ths of the board
 * @property {boolean} more it goes on with the stroke before: the pen is pressed harder, or less
 */

/** @typedef {object} Data
 * @property {string} url that answers the POST of a source's bytes with a picture's
 * @property {number} size of the model's sources
 * @property {number} channels
 * @property {{colour: string, name: string}[]} inks
 * @property {boolean} crisp pure colours alone
 * @property {boolean} holes the pen takes away what is drawn upon
 * @property {string} first a drawing that the address says
 * @property {string | null} base a picture that is drawn upon
 * @property {string | null} truth
 * @property {string} version with another one the drawing begins anew
 * @property {{text: string, url: string}[]} others other models that make something of it, once the pen rests
 * @property {number} most characters that the address takes
 * @property {Record<string, string>} texts
 */

/** @typedef {object} Board what is kept of one on the page
 * @property {Data} data
 * @property {HTMLElement} root
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLCanvasElement} made
 * @property {HTMLCanvasElement} before the drawing that lies over what was made, to compare
 * @property {string | null} version
 * @property {HTMLImageElement | null} base
 * @property {Stroke[]} strokes
 * @property {Stroke[][]} undone
 * @property {Stroke[] | null} cleared what Clear took away, until the next stroke
 * @property {Stroke | null} stroke the one that is being drawn
 * @property {number | null} pointer which of several fingers draws
 * @property {boolean | null} wide whether the pen is as wide as regions want it
 * @property {string} said the drawing that the page's script was last told
 * @property {string} laid what the buttons were made of
 * @property {"pen" | "eraser" | "fill"} tool
 * @property {number} ink
 * @property {[x: number, y: number]} cross in 256ths
 * @property {[x: number, y: number]} glass where the loupe is, in shares of the way it has
 * @property {boolean} down whether the keyboard's pen is down
 * @property {number} asked counts the states that a picture is wanted of
 * @property {number} shown
 * @property {boolean} busy
 * @property {number} round counts the times that the others were asked
 * @property {(text: string) => void} say
 * @property {(number: number) => void} gone
 */

export {};
