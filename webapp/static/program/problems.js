/**
 * The book in which an assessment notes what it finds.
 *
 * @module
 */

import { house } from "./dates.js";
import { compareTexts, worded } from "./texts.js";

/**
 * @typedef {import("./types.js").Program} Program
 * @typedef {import("./types.js").Problem} Problem
 * @typedef {import("./types.js").Level} Level
 * @typedef {import("./types.js").Field} Field
 * @typedef {import("./types.js").List} List
 * @typedef {import("./types.js").Refusal} Refusal
 * @typedef {[number, number, number]} Position
 */

const INDEX = /\[([0-9]+)\]/;
const LAST = 2 ** 30;

/** Notes problems, each once, and gives them in the order of the form. */
export class ProblemBook {
  /** @param {Program} program */
  constructor(program) {
    this.order = program.order;
    this.said = program.words;
    /** @type {Map<string, {position: Position, problem: Problem}>} */
    this.found = new Map();
  }

  /** @returns {Problem[]} everything noted */
  inOrder() {
    return Array.from(this.found.values())
      .sort(byPlace)
      .map(({ problem }) => problem);
  }

  /**
   * @param {string} code
   * @param {string} path
   * @param {string} words
   * @param {Level} [level]
   */
  add(code, path, words, level = "error") {
    const known = `${code} ${path}`;
    if (this.found.has(known)) return;
    const problem = { code, path, level, words };
    this.found.set(known, { position: this.position(path), problem });
  }

  /**
   * @param {string} path
   * @returns {Position}
   */
  position(path) {
    const own = this.orderOf(path);
    if (own !== undefined) return [own, 0, 0];
    const row = INDEX.exec(path);
    if (row === null) return [LAST, 0, 0];
    const inRow = this.orderOf(path.replaceAll(/\[[0-9]+\]/g, "")) ?? 0;
    const ofList = this.orderOf(path.slice(0, row.index)) ?? LAST;
    return [ofList, Number(row[1]?.slice(0, 9)) + 1, inRow];
  }

  /**
   * @param {string} path
   * @returns {number | undefined}
   */
  orderOf(path) {
    return Object.hasOwn(this.order, path) ? this.order[path] : undefined;
  }

  /**
   * Give built-in words.
   *
   * @param {string} name
   * @param {Record<string, string>} [params]
   * @returns {string}
   */
  words(name, params) {
    return worded(this.said[name] ?? "", params);
  }

  /**
   * Note a question that must be answered and is not.
   *
   * @param {string} path
   * @param {Field} field
   */
  required(path, field) {
    const words =
      field.kind === "files"
        ? this.words("required_files")
        : this.words("required", { label: field.short });
    this.add("required", path, words);
  }

  /**
   * Note an answer that its reading cannot take.
   *
   * @param {string} path
   * @param {Field} field
   * @param {Refusal} refusal
   */
  rejected(path, field, refusal) {
    const params = { label: field.short, ...refusal.params };
    this.add(refusal.code, path, worded(refusal.words, params));
  }

  /**
   * Note a day without a rate: at the answers behind it, or at the value.
   *
   * @param {string[]} paths
   * @param {string} own
   * @param {number} day
   */
  unknownRate(paths, own, day) {
    for (const path of paths.length > 0 ? paths : [own]) {
      this.add("unknown_rate", path, this.words("unknown_rate", { day: house(day) }));
    }
  }

  /** @param {List} list */
  tooFewRows(list) {
    const name = list.min === 1 ? "too_few_rows" : "too_few_of_many";
    const params = { item: list.item, count: String(list.min) };
    this.add("too_few_rows", list.key, this.words(name, params));
  }

  /** @param {List} list */
  tooManyRows(list) {
    const params = { item: list.item, count: String(list.max) };
    this.add("out_of_range", list.key, this.words("too_many_rows", params));
  }

  /** @param {string} path */
  rowsOverlap(path) {
    this.add("rows_overlap", path, this.words("rows_overlap"));
  }

  /** @param {string} path */
  notAList(path) {
    this.add("invalid", path, this.words("not_a_list"));
  }

  /** @param {string} path */
  notARecord(path) {
    this.add("invalid", path, this.words("not_a_record"));
  }

  /**
   * Note a value that nobody asked for.
   *
   * @param {string} path
   * @param {boolean} computed
   */
  ignored(path, computed) {
    this.add("ignored", path, this.words(computed ? "computed" : "ignored"), "info");
  }
}

/**
 * Order by place; what has none comes last, by path.
 *
 * @param {{position: Position, problem: Problem}} left
 * @param {{position: Position, problem: Problem}} right
 * @returns {number}
 */
function byPlace(left, right) {
  for (const at of /** @type {const} */ ([0, 1, 2])) {
    const difference = left.position[at] - right.position[at];
    if (difference !== 0) return difference;
  }
  return compareTexts(left.problem.path, right.problem.path);
}
