/**
 * What is looked up in a program again and again, found once.
 *
 * @module
 */

import { fromIso } from "./dates.js";
import { exact } from "./numbers.js";

/**
 * @typedef {import("./types.js").Program} Program
 * @typedef {import("./types.js").Field} Field
 * @typedef {import("./types.js").List} List
 * @typedef {import("./numbers.js").Amount} Amount
 *
 * @typedef {object} Prepared
 * @property {Map<string, Field>} fields - by key, or by the list's path and key
 * @property {Map<string, List>} lists - by path
 * @property {Map<string | null, Map<string, Field>>} scopes - fields by key, by list
 * @property {Map<string, Field>} applicant - by key
 * @property {Map<string, Rate>} rates - by tariff and key
 *
 * @typedef {object} Rate - the history of one key of a tariff, ascending
 * @property {number | null} unit
 * @property {boolean} slices - sum over the slices of a scale
 * @property {RateRow[]} rows
 *
 * @typedef {object} RateRow - valid from start to end, both days included
 * @property {number} start
 * @property {number | null} end
 * @property {string} source
 * @property {Amount} value - 0 for a scale, which has steps
 * @property {[Amount | null, Amount][]} steps - each up to and including its first number
 */

/** @type {WeakMap<Program, Prepared>} */
const known = new WeakMap();

/**
 * Prepare a program.
 *
 * @param {Program} program
 * @returns {Prepared}
 */
export function prepared(program) {
  let found = known.get(program);
  if (found === undefined) {
    found = prepare(program);
    known.set(program, found);
  }
  return found;
}

/**
 * @param {Program} program
 * @returns {Prepared}
 */
function prepare(program) {
  /** @type {Map<string, Field>} */
  const fields = new Map();
  const all = program.steps.flatMap((step) => (step.field ? [step.field] : []));
  for (const field of [...all, ...program.given]) {
    fields.set(field.list === undefined ? field.key : `${field.list}.${field.key}`, field);
  }
  const scopes = new Map(
    program.page.map(([list, keys]) => {
      const own = keys.flatMap((key) => {
        const field = fields.get(list === null ? key : `${list}.${key}`);
        return field === undefined ? [] : [/** @type {const} */ ([key, field])];
      });
      return [list, new Map(own)];
    }),
  );
  return {
    fields,
    scopes,
    lists: new Map(program.lists.map((list) => [list.key, list])),
    applicant: new Map(
      program.applicant.steps.flatMap(({ field }) =>
        field ? [/** @type {const} */ ([field.key, field])] : [],
      ),
    ),
    rates: new Map(
      Object.entries(program.rates).map(([name, rate]) => [
        name,
        { ...rate, rows: rate.rows.map(rateRow) },
      ]),
    ),
  };
}

/**
 * @param {import("./types.js").RateRow} row
 * @returns {RateRow}
 */
function rateRow({ from, to, source, value = "0", steps = [] }) {
  return {
    start: fromIso(from),
    end: to === null ? null : fromIso(to),
    source,
    value: exact(value),
    steps: steps.map(([top, each]) => [top === null ? null : exact(top), exact(each)]),
  };
}
