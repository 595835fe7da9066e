/**
 * The shapes that the modules share: the program as the server sends it, and values.
 *
 * A value is what it is by its JavaScript type: text and the key of a choice are
 * `string`, a whole number `bigint`, any other number `Decimal`, a day (a month is its
 * first day) `number`, yes or no `boolean`, chosen keys and files an array. An empty
 * value is null and is never kept.
 *
 * @module
 */

/**
 * @typedef {{name: string, type: string, size: number, sha256: string}} FileReference
 * @typedef {string | bigint | import("../vendor/decimal.mjs").default | number | boolean
 *   | readonly string[] | readonly FileReference[]} Value
 */

/**
 * @typedef {"error" | "warning" | "info"} Level
 * @typedef {{code: string, words: string, params: Record<string, string>}} Refusal
 */

/**
 * A step of spelling a text; see `engine/reading.py`.
 *
 * @typedef {object} Step
 * @property {"upper" | "replace" | "match" | "checksum" | "one_of" | "sized_by_prefix"
 *   | "server"} do
 * @property {string} [pattern]
 * @property {string} [by]
 * @property {"ean" | "mod10_recursive" | "mod97" | "uid"} [algorithm]
 * @property {string[]} [values]
 * @property {Record<string, number>} [lengths]
 * @property {Refusal} [unknown]
 * @property {Refusal} [else]
 */

/**
 * How an answer is read; see `engine/reading.py`.
 *
 * @typedef {object} Reading
 * @property {string} kind
 * @property {Record<string, Refusal>} refusals
 * @property {number | string | null} [least]
 * @property {number | string | null} [most]
 * @property {boolean} [lines]
 * @property {Step[]} [steps]
 * @property {Step[]} [shown]
 * @property {boolean} [whole]
 * @property {number} [places]
 * @property {string} [before]
 * @property {string} [after]
 * @property {"day" | "month"} [part]
 * @property {string} [earliest]
 * @property {string} [latest]
 * @property {string[]} [yes]
 * @property {string[]} [no]
 * @property {string[]} [keys]
 * @property {string[]} [accept]
 */

/**
 * A node of an expression; `is` names it and says what else it has.
 *
 * @typedef {object} Tree
 * @property {string} is
 * @property {number} [unit]
 * @property {string | boolean} [value]
 * @property {string} [frame]
 * @property {string} [key]
 * @property {Tree} [left]
 * @property {Tree} [right]
 * @property {Tree | Tree[]} [of]
 * @property {Tree} [if]
 * @property {Tree} [then]
 * @property {Tree} [else]
 */

/**
 * A question or a computed value.
 *
 * @typedef {object} Field
 * @property {string} key
 * @property {string} kind
 * @property {string} label
 * @property {string} short
 * @property {string} [list]
 * @property {number} reading
 * @property {number} [places]
 * @property {number} [unit]
 * @property {Record<string, string>} [choices]
 * @property {boolean} [required]
 * @property {any} [required_if]
 * @property {any} [visible_if]
 * @property {any} [compute]
 * @property {unknown} [default]
 */

/**
 * @typedef {object} PlanStep
 * @property {"field" | "container" | "list" | "cut"} do
 * @property {Field} [field]
 * @property {string} [key]
 * @property {any} [if]
 * @property {string} [list]
 * @property {string} [start]
 * @property {string} [end]
 * @property {string[]} [cuts]
 * @property {string} [owner]
 * @property {string[]} [parents]
 */

/**
 * @typedef {object} List
 * @property {string} key
 * @property {string} item
 * @property {number} min
 * @property {number} max
 * @property {any} visible_if
 * @property {[string, string] | null} no_overlap
 */

/**
 * @typedef {object} Rule
 * @property {string} id
 * @property {Level} level
 * @property {string | null} owner
 * @property {any} if
 * @property {any[]} guards
 * @property {[string | null, string]} at
 * @property {string} message
 */

/**
 * @typedef {object} Shape
 * @property {Record<string, string>} questions
 * @property {string[]} computed
 * @property {Record<string, Shape>} groups
 * @property {Record<string, string>} lists
 */

/**
 * @typedef {object} RateRow
 * @property {string} from
 * @property {string | null} to
 * @property {string} source
 * @property {string} [value]
 * @property {[string | null, string][]} [steps]
 */

/**
 * The program of one form in one language (`engine/targets/browser`).
 *
 * @typedef {object} Program
 * @property {string} form
 * @property {number} version
 * @property {string} hash
 * @property {string} language
 * @property {{steps: PlanStep[], inputs: string[]}} applicant
 * @property {PlanStep[]} steps
 * @property {Field[]} given
 * @property {List[]} lists
 * @property {Rule[]} rules
 * @property {{key: string, zero: boolean, negative: boolean, message: string} | null}
 *   total
 * @property {Shape} shape
 * @property {Record<string, Shape>} row_shapes
 * @property {Record<string, number>} order
 * @property {[string | null, string[]][]} page
 * @property {Record<string, string>} words
 * @property {Reading[]} readings
 * @property {Record<string, {unit: number | null, slices: boolean, rows: RateRow[]}>}
 *   rates
 * @property {{money?: boolean, one?: string, many?: string}[]} units
 * @property {boolean} one_below_two - as in French, «1.5 jour»
 */

/**
 * Something about an answer that its writer should know.
 *
 * @typedef {object} Problem
 * @property {string} code - built in, or the rule's id
 * @property {string} path - flat: `trips[0].fare`
 * @property {Level} level - an error blocks sending
 * @property {string} words - in the program's language
 */

export {};
