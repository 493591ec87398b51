// What a lab on the page keeps, called `s` in every script; types alone, which no browser ever sees.

/** @import { FrontendRendererArgs } from "@streamlit/component-v2-lib" */
/** @import { ArrayName, Branch, Cell, Change, Data, Header, Layer, Point, Readings } from "./protocol.js" */
/** @import { ScoredAt, ScoreName, ScoreRow, Scores, Sent, Texts } from "./protocol.js" */

/** @typedef {object} Lab
 * @property {HTMLElement} root
 * @property {Nodes} nodes
 * @property {Data} data
 * @property {Texts} texts
 * @property {FrontendRendererArgs<Sent, Data>["setStateValue"]} setStateValue
 * @property {FrontendRendererArgs<Sent, Data>["setTriggerValue"]} setTriggerValue
 * @property {number} [attention] as the page said it last
 * @property {boolean} [stopped] it has left the page: nothing is asked or drawn any more
 * @property {ResizeObserver} resized
 * @property {() => void} seen hears that the browser's tab is shown or hidden
 *
 * What is looked at:
 * @property {{layers: Set<Layer>, raw: boolean}} view
 * @property {ScoreName} score that has a chart
 * @property {{kind: ChartKind, x: number} | null} [pointed] the chart that the pointer is on, and where
 * @property {Drawing | null} drawing while the canvas is a sheet
 * @property {Drag | null} drag while the time slider is held
 * @property {{began: number | null} | null} morph while noise becomes the manifold
 * @property {boolean} [morphed] it did, and the pointer is still there
 *
 * What the server said:
 * @property {string | null} base path of the lab's routes; null before the first
 * @property {Header | null} header of the newest frame
 * @property {Arrays} arrays
 * @property {string | null} version of the real points in `arrays`
 * @property {number} seq of the newest frame
 * @property {number} frames taken so far
 * @property {Readings | null} [partRead] readings of the parts of this round that were shown
 * @property {Scores | null} scores the newest that belong to what is shown
 * @property {Floor | null} [floor]
 * @property {History} history
 * @property {object} [reading] the question for the curves that is under way
 * @property {string | null} [inForce] the settings of the newest frame
 *
 * How it is asked:
 * @property {object | null} [turn] who follows the lab: another one, and the one before gives up
 * @property {WebSocket} [socket]
 * @property {(() => void) | null} [wake] goes on once the tab is shown again
 * @property {boolean} [rested] the connection was closed because the tab is hidden
 * @property {string | null} asked layers and G of the last question
 * @property {number} [askedAt]
 * @property {number} [number] of the last question
 * @property {boolean} [odd] every other question
 * @property {boolean} [thumbs] the last question was for the small plots too
 * @property {number} [thumbsAt] when they came last
 * @property {Promise<void>} [ordered] the orders that are given, one after the other
 *
 * How it is painted:
 * @property {(s: Lab) => void} paint by scene.js; here, so that no script needs the one that needs all
 * @property {(s: Lab, now: number) => void} slowly by scene.js
 * @property {Palette | null} palette
 * @property {number[]} paints when frames were painted in the last second
 * @property {number | null} [due] the browser's next frame, where it was asked for
 * @property {(() => void)[]} [waiters] who waits for it
 * @property {boolean} [dirty] there is something new to be seen
 * @property {number} [slowAt] when all that is readable was written last
 * @property {number} [spokenAt]
 * @property {boolean} [chartsDue] the charts are drawn anew, whatever their key
 * @property {string} [chartsKey] what the charts were drawn of
 * @property {number} [graphWidth]
 * @property {number} [flow] how far the dashes of the graph have moved
 * @property {{field: Decoded, key: string, canvas: HTMLCanvasElement} | null} [fieldKept]
 * @property {{field: Decoded, key: string, canvas: HTMLCanvasElement}} [fieldWide]
 * @property {{real: Decoded, key: string, canvas: HTMLCanvasElement} | null} [realKept]
 * @property {Decoded["values"][]} trails where the first fakes were, newest last: [x0, y0, x1, y1, ...]
 *
 * Timers:
 * @property {number} counting
 * @property {number} [slowTimer]
 * @property {number} [spokenTimer]
 * @property {number} [viewTimer]
 * @property {number} [settingsTimer]
 * @property {number} [againTimer] while a second press of a key means it
 * @property {number} [dragEnd]
 */

/** @typedef {object} Nodes of the page; each is made by the script that shows it, before the first frame
 * @property {Record<NoticeKind, HTMLElement>} notices
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} waiting
 * @property {HTMLElement} rewound
 * @property {HTMLButtonElement} play
 * @property {HTMLSelectElement} speed
 * @property {HTMLElement} who
 * @property {HTMLButtonElement} trained
 * @property {HTMLInputElement} rewind
 * @property {HTMLOutputElement} rewindAt
 * @property {HTMLElement} rate
 * @property {HTMLSelectElement} branches
 * @property {Record<Layer, HTMLInputElement>} boxes
 * @property {HTMLElement} arrowMean
 * @property {HTMLElement} scale
 * @property {Record<"low" | "mid" | "high", HTMLElement>} scaleEnds
 * @property {HTMLElement} which
 * @property {HTMLButtonElement[]} words
 * @property {HTMLElement} caption
 * @property {HTMLElement} partSteps
 * @property {HTMLElement} partText
 * @property {HTMLElement} partValues
 * @property {HTMLElement} graph
 * @property {Record<Plot, {node: HTMLElement, canvas: HTMLCanvasElement}>} plots
 * @property {Bar[]} bars
 * @property {HTMLElement} verdict
 * @property {(Bar & {track: HTMLElement})[]} losses
 * @property {SVGSVGElement} edges
 * @property {HTMLElement} legendLoss
 * @property {Chart} lossChart
 * @property {HTMLElement} scoreChoice
 * @property {HTMLElement} floorNote
 * @property {Chart} scoreChart
 * @property {Record<"raw" | "ema" | "floor", HTMLTableRowElement>} rows
 * @property {HTMLElement} massBars
 * @property {HTMLElement} mass
 * @property {HTMLElement} scoredAt
 * @property {HTMLElement} brush
 * @property {HTMLButtonElement} undo
 * @property {HTMLButtonElement} drawDone
 * @property {HTMLElement} drawCount
 * @property {HTMLElement} drawBar
 */

/** @typedef {object} Bar of one reading, with a mark at the equilibrium
 * @property {string} key the reading
 * @property {HTMLElement} node
 * @property {HTMLElement} bar
 * @property {HTMLElement} tick
 * @property {HTMLElement} value
 */

/** @typedef {object} Chart
 * @property {HTMLElement} node
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} tip
 * @property {string} label
 */

/** @typedef {object} Sheet a canvas to paint on, in CSS pixels
 * @property {Lab} s
 * @property {CanvasRenderingContext2D} g
 * @property {number} size of the square
 * @property {number} [ratio] of the screen's pixels to these; a small plot needs none
 * @property {Palette} p
 */

/** @typedef {Sheet & {h: Header}} Scene a sheet for what a frame holds */

/** @typedef {object} Palette the theme as numbers
 * @property {Colour} back
 * @property {Colour} text
 * @property {boolean} dark
 * @property {Colour} real
 * @property {Colour} fake
 * @property {Colour} g
 * @property {Colour} d
 * @property {Colour} point of a real point: `real`, set off from the field
 * @property {string} key another one: other colours
 * @property {Colour[]} map from FAKE (0) over the background (128) to REAL (255)
 * @property {Colour[]} strong the same in full colour
 * @property {number} at when it was read
 */

/** @typedef {object} Drawing
 * @property {Set<number>} cells row * CELLS + column of those that are painted
 * @property {Set<number>[]} past what undo goes back to
 * @property {Cell} cursor where the arrow keys have come to
 * @property {boolean} erase
 * @property {[column: number, row: number] | null} stroke where the pointer was last while it is down
 * @property {boolean} [keys] the keyboard was used last
 */

/** @typedef {object} Drag
 * @property {number[]} snapshots the steps as they were when the slider was taken hold of
 * @property {number} sent when an order was sent last
 * @property {number} [timer]
 * @property {number} [last] the step that was ordered last
 */

/** @typedef {object} History of the branch that is played
 * @property {Partial<Record<string, Point[]>>} curves by reading
 * @property {ScoredAt[]} scores
 * @property {Change[]} changes
 * @property {Branch[]} branches
 * @property {number} readAt when it was asked for last
 */

/** @typedef {object} Floor what real points score
 * @property {string} data the real points it is of
 * @property {ScoreRow} values
 * @property {number} of how many modes there are
 */

/** @typedef {object} Decoded an array of a frame
 * @property {number[]} shape
 * @property {Int16Array | Uint8Array} values
 */

/** @typedef {object} Grid latents as places on the canvas, row by row: [x0, y0, x1, y1, ...]
 * @property {Float32Array} at
 * @property {number} rows
 * @property {number} columns
 */

/** @typedef {Partial<Record<ArrayName, Decoded>>} Arrays */
/** @typedef {"lost" | "failed" | "refused" | "again"} NoticeKind */
/** @typedef {"loss" | "score"} ChartKind */
/** @typedef {"z" | "G" | "f" | "r" | "D"} Plot a small plot of the graph: noise, G, fakes, real points, D */
/** @typedef {number[]} Colour red, green, blue from 0 to 255 */

export {};
