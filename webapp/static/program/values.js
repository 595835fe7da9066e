/**
 * What expressions work on: present values, rows, the day, the rates.
 *
 * Reading a name that is empty or unavailable throws `Unavailable`; what is being
 * computed is then unavailable too, and a rule waits.
 *
 * @module
 */

import { add, compareAmounts, multiply, subtract } from "./numbers.js";
import { prepared } from "./prepared.js";

/**
 * @typedef {import("./types.js").Value} Value
 * @typedef {import("./types.js").Program} Program
 * @typedef {import("./prepared.js").RateRow} RateRow
 * @typedef {import("./numbers.js").Amount} Amount
 */

/** A value that cannot be known from the answers as they are. */
export class Unavailable extends Error {}

/** A tariff asked for a day without a rate; `paths` are the answers behind it. */
export class UnknownRate extends Unavailable {
  /**
   * @param {string[]} paths
   * @param {number} day
   */
  constructor(paths, day) {
    super();
    this.paths = paths;
    this.day = day;
  }
}

/** The present values of one scope by key. */
export class Values {
  /**
   * @param {string} [prefix] - turns a key into its path: `trips[0].`
   * @param {string | null} [blame] - the path behind a cut list's dates
   */
  constructor(prefix = "", blame = null) {
    /** @type {Map<string, Value>} */
    this.present = new Map();
    /** @type {Set<string>} */
    this.unavailable = new Set();
    this.prefix = prefix;
    this.blame = blame;
  }

  /**
   * Give a value that is there.
   *
   * @param {string} key
   * @returns {Value}
   * @throws {Unavailable}
   */
  get(key) {
    const value = this.present.get(key);
    if (value === undefined) throw new Unavailable();
    return value;
  }

  /**
   * Give a value, null where it is empty.
   *
   * @param {string} key
   * @returns {Value | null}
   * @throws {Unavailable}
   */
  optional(key) {
    const value = this.present.get(key);
    if (value !== undefined) return value;
    if (this.unavailable.has(key)) throw new Unavailable();
    return null;
  }

  /**
   * Give the flat path of a key.
   *
   * @param {string} key
   * @returns {string}
   */
  path(key) {
    return this.blame ?? this.prefix + key;
  }
}

/** What stays the same during one assessment. */
export class Environment {
  /**
   * @param {Program} program
   * @param {number} today
   * @param {Values} applicant
   */
  constructor(program, today, applicant) {
    this.today = today;
    this.applicant = applicant;
    /** @type {Map<string, Values[]>} A list that cannot be known is absent. */
    this.rows = new Map();
    this.rates = prepared(program).rates;
    /** @type {Map<object, unknown>} */
    this.groups = new Map();
    /** @type {Map<object, Map<string, unknown>>} */
    this.results = new Map();
  }

  /**
   * Give the rows of a list.
   *
   * @param {string} path
   * @returns {Values[]}
   * @throws {Unavailable}
   */
  rowsOf(path) {
    const rows = this.rows.get(path);
    if (rows === undefined) throw new Unavailable();
    return rows;
  }

  /**
   * Give what is the same for every row, computed when first asked.
   *
   * @template Result
   * @param {object} site - the expression that asks
   * @param {string} key - what it asks for
   * @param {() => Result} compute
   * @returns {Result}
   * @throws {Unavailable} It is, and stays so.
   */
  once(site, key, compute) {
    let known = this.results.get(site);
    if (known === undefined) {
      known = new Map();
      this.results.set(site, known);
    }
    if (!known.has(key)) known.set(key, outcome(compute));
    return /** @type {Result} */ (orThrow(known.get(key)));
  }

  /**
   * Aggregate the rows that share a key with the row at hand, once per key.
   *
   * @template Result
   * @param {object} site - the expression that asks
   * @param {() => [string, Values][]} keyed - the rows that count, each with its key
   * @param {() => string} asked - the key of the row at hand
   * @param {(rows: Values[]) => Result} reduce
   * @returns {Result}
   * @throws {Unavailable} A row's key, the row at hand's or the aggregate is.
   */
  grouped(site, keyed, asked, reduce) {
    if (!this.groups.has(site)) this.groups.set(site, outcome(() => groups(keyed())));
    const found = /** @type {Map<string, Values[]>} */ (orThrow(this.groups.get(site)));
    if (found.size === 0) return reduce([]);
    const wanted = asked();
    return this.once(site, wanted, () => reduce(found.get(wanted) ?? []));
  }

  /**
   * Give the rate of a day.
   *
   * @param {string} name - `tariff.key`
   * @param {number} day
   * @param {Amount | null} number - chooses the step of a scale
   * @param {() => string[]} blamed - the paths at which an unknown rate is reported
   * @returns {Amount}
   * @throws {UnknownRate}
   */
  rate(name, day, number, blamed) {
    const rate = this.rates.get(name);
    const row = rateOn(rate?.rows ?? [], day);
    if (row === undefined) throw new UnknownRate(blamed(), day);
    if (number === null) return row.value;
    return valueOfScale(row, rate?.slices === true, number);
  }
}

/**
 * @param {[string, Values][]} pairs
 * @returns {Map<string, Values[]>}
 */
function groups(pairs) {
  /** @type {Map<string, Values[]>} */
  const found = new Map();
  for (const [key, row] of pairs) {
    const group = found.get(key);
    if (group === undefined) found.set(key, [row]);
    else group.push(row);
  }
  return found;
}

/**
 * @param {() => unknown} compute
 * @returns {unknown}
 */
function outcome(compute) {
  try {
    return compute();
  } catch (error) {
    if (error instanceof Unavailable) return error;
    throw error;
  }
}

/**
 * @param {unknown} found
 * @returns {unknown}
 */
function orThrow(found) {
  if (found instanceof Unavailable) throw found;
  return found;
}

/**
 * Give the row in force on a day; undefined where none is known.
 *
 * @param {RateRow[]} rows
 * @param {number} day
 * @returns {RateRow | undefined}
 */
export function rateOn(rows, day) {
  const begun = rows.findLast((row) => row.start <= day);
  if (begun === undefined) return undefined;
  return begun.end === null || day <= begun.end ? begun : undefined;
}

/**
 * Take a scale's step for a number, or with slices the sum over its slices.
 *
 * @param {RateRow} row
 * @param {boolean} slices
 * @param {Amount} number
 * @returns {Amount}
 * @throws {Unavailable} The number is beyond the last step.
 */
function valueOfScale(row, slices, number) {
  /** @type {Amount} */
  let total = 0n;
  /** @type {Amount} */
  let below = 0n;
  for (const [top, value] of row.steps) {
    const reaches = top === null || compareAmounts(number, top) <= 0;
    if (!slices) {
      if (reaches) return value;
      continue;
    }
    const upper = reaches || top === null ? number : top;
    const slice = subtract(upper, below);
    if (compareAmounts(slice, 0n) > 0) total = add(total, multiply(slice, value));
    if (reaches) return total;
    below = upper;
  }
  throw new Unavailable();
}
