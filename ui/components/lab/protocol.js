// What passes between the server, the page and the lab; types alone, which no browser ever sees.
// WebSocket BASE/frames: to each Question (as a query) a frame, see `decoded` in stream.js; GET
// BASE/curves: Curves; POST BASE/do: an Order. docs/lab.md has it in prose; the other side is
// gan_core/lab/wire.py, showing.py and commands.py. A number that is not finite comes as null.

/** @typedef {object} Data what the page mounts a lab with
 * @property {string} base path of the lab's routes
 * @property {string} language
 * @property {Texts} texts
 * @property {Record<"real" | "fake" | "g" | "d", string>} colours
 * @property {{layers: Layer[], raw: boolean}} view what is switched on when the lab opens
 * @property {string} settings changes with every setting that was changed on the page
 * @property {Record<string, string>} names what settings and their values are called
 * @property {number} attention another one: the lab scrolls into view
 * @property {boolean} draw the canvas is a sheet to paint a data set on
 * @property {Cell[]} cells what is on the sheet at first
 */

/** @typedef {object} Sent what the lab tells the page
 * @property {{layers: Layer[], raw: boolean}} view
 * @property {string | null} settings as in the header: others are in force than before
 * @property {{cells: Cell[], seq: number}} drawing a data set; seq: another one for every drawing
 * @property {boolean} gone the lab is not on the server any more
 * @property {boolean} left the sheet was left without a drawing
 */

/** @typedef {object} Question
 * @property {number} number comes back in the answer
 * @property {number} after the frame that is there already (`seq`); -1: any frame will do
 * @property {string} data the real points that are there already, as the header names them
 * @property {string} layers of those that cost: field, manifold, arrows; between commas
 * @property {0 | 1} raw 1: G itself, 0: its average where there is one
 */

/** @typedef {object} Header of a frame
 * @property {number} number of the question that this answers
 * @property {number} seq of the frame
 * @property {number} begun another one: another lab is in this one's place
 * @property {string} settings another text when the settings, who trains or the speed are others
 * @property {number} step rounds played
 * @property {number} branch the id of the branch that is played
 * @property {Branch[]} branches
 * @property {boolean} playing
 * @property {Who} who
 * @property {Speed} speed
 * @property {number} rate rounds a second
 * @property {{reading?: string} | null} trouble why it cannot play on: what is not finite, if it is that
 * @property {Readings} readings of the last round
 * @property {Readings} lines_at their values at the equilibrium, where theory knows them
 * @property {number[]} snapshots the steps that one can go back to, on this branch
 * @property {number} trained the rounds of the lab that comes trained on these data; 0: there is none
 * @property {number} latent how many numbers z has
 * @property {boolean} ema G has an average
 * @property {Part | null} part of a move that is shown before it is made
 * @property {Scores | null} scores
 * @property {string} data names the real points
 * @property {boolean} raw of the fakes that are sent
 * @property {Partial<Record<ArrayName, ArrayPlace>>} arrays
 * @property {number} unit an array's int16 times unit is a coordinate
 * @property {number} [z_unit] the same for `zgrid`, where there is one
 * @property {number} [arrow_unit] the same for `arrows`, where there are some
 * @property {number | null} [arrow_mean] the mean length of all arrows
 * @property {Record<"low" | "mid" | "high", number | null>} [field] D at 0, 128 and 255 of `field`, where there is one
 */

/** @typedef {"fake" | "real" | "field" | "manifold" | "zgrid" | "arrows" | "batch_real" | "batch_fake"} ArrayName
 * fake (320, 2) of fixed z, so a row is one z for ever. real (480, 2), only where the question named
 * others. field (32, 32), row 0 below. manifold, zgrid (21, 21, 2) or (1, 201, 2). arrows (320, 2).
 * batch_real, batch_fake (n, 2) while a part is shown.
 */

/** @typedef {object} ArrayPlace
 * @property {number} at the first byte after the header
 * @property {number[]} shape
 * @property {"int16" | "uint8"} type
 */

/** @typedef {object} Part
 * @property {Player} player
 * @property {"sample" | "score" | "loss" | "gradient" | "update"} name
 * @property {number} of which of the player's moves in this round, from 1
 * @property {Record<string, number | null>} values by the name of the reading or the term
 */

/** @typedef {object} Branch what was played from one snapshot on
 * @property {number} id
 * @property {number | null} parent the branch it left; null: the first
 * @property {number} from the step at which it left it
 * @property {number} at the last step played on it
 */

/** @typedef {object} Scores of G's points
 * @property {number} step
 * @property {number} w1_step of which step W1 is: it is counted less often
 * @property {number} n points scored
 * @property {ScoreRow} raw of G itself
 * @property {ScoreRow | null} ema of its average
 * @property {ScoreRow} floor of as many real points
 * @property {{raw: number[] | null, ema: number[] | null}} mass the share at each mode, where there are modes
 * @property {number} modes_of how many modes the data have, 0: none
 */

/** @typedef {object} Curves the whole past of the branch that is played
 * @property {number} branch
 * @property {Branch[]} branches
 * @property {Partial<Record<string, Point[]>>} curves by reading; finite values
 * @property {ScoredAt[]} scores
 * @property {Change[]} changes
 */

/** @typedef {{do: "play" | "pause" | "reset" | "trained"} | {do: "step", level: "round" | "player" | "part"}
 *   | {do: "speed", speed: Speed} | {do: "who", who: Who} | {do: "rewind", step: number} | {do: "branch", id: number}} Order
 */

/** @typedef {Record<string, string>} Texts */
/** @typedef {"real" | "fake" | "field" | "manifold" | "arrows" | "trails"} Layer */
/** @typedef {"G" | "D"} Player */
/** @typedef {Player | "both"} Who who trains */
/** @typedef {"slow" | "1" | "10" | "100" | "max"} Speed */
/** @typedef {"js" | "kl" | "w1" | "modes" | "hq"} ScoreName */
/** @typedef {Record<ScoreName, number | null>} ScoreRow null where the data have no modes */
/** @typedef {Partial<Record<string, number | null>>} Readings by name, as "D/loss" */
/** @typedef {[step: number, value: number]} Point */
/** @typedef {[step: number, values: Partial<Record<string, number | null>>]} ScoredAt by score, the average's as "ema/js" */
/** @typedef {[step: number, what: string, value: string]} Change */
/** @typedef {[column: number, row: number]} Cell of the sheet; row 0 is at the bottom */

export {};
