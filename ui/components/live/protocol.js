// What passes between the server and a run's page; types alone, which no browser ever sees.
// GET URL/live?lang=LANG answers Told as JSON (with &picture=0 no new sample grid is drawn for it,
// with &parts=1 it holds every reading), 410 where there is no such run. GET URL/frame?raw=0|1&step=STEP answers the grid that it told of,
// a PNG or a text. The other side is ui/train/live_routes.py and told.py.

/** @typedef {object} Data what a part of the page is mounted with
 * @property {"numbers" | "picture" | "charts"} part
 * @property {string} url of the run's routes
 * @property {string} lang
 * @property {boolean} raw the picture from the plain weights of G
 * @property {boolean} whole every reading is drawn, not only what the recipe draws together
 * @property {string | null} state the run's situation for which the page was drawn, null: any
 * @property {number} seconds from one question to the next, at the least
 * @property {{waiting: string}} texts
 */

/** @typedef {object} State what a part tells the page
 * @property {string} state the run's situation, once it is another than the page was drawn for
 */

/** @typedef {object} Told
 * @property {string} state the run's situation
 * @property {number} step
 * @property {[title: string, value: string][]} numbers in the order in which they stand
 * @property {number} done the share that is trained, 0 to 1; 0 where nobody knows the end
 * @property {string | null} trouble why the run could not be saved
 * @property {Frame | null} frame
 * @property {Chart[]} charts
 * @property {Change[]} changes
 * @property {string} steps what the axis is called
 * @property {number} again in how many seconds to ask anew
 */

/** @typedef {object} Frame the newest sample grid
 * @property {number} step
 * @property {string} alt
 * @property {string} caption
 * @property {"png" | "txt"} kind
 */

/** @typedef {object} Chart
 * @property {string} key tells it from the run's other charts
 * @property {string} title
 * @property {string} alt
 * @property {Line[]} lines
 */

/** @typedef {object} Line
 * @property {string} name
 * @property {string} colour
 * @property {number | null} level where theory puts it at the equilibrium
 * @property {number} since from which step on the level holds
 * @property {number | null} newest the value of the last step, null where it is not finite
 * @property {Point[]} points finite values, by step
 */

/** @typedef {[step: number, value: number]} Point */
/** @typedef {[step: number, words: string]} Change settings that were changed at a step, and to what */

/** @typedef {{state: string} & Partial<Told>} Heard
 * What was heard last. Once the run is gone its state is "gone", and all else as it was heard before,
 * if it ever was.
 */

export {};
