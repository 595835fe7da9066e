/**
 * Finding each question's raw answer in whatever was sent.
 *
 * @module
 */

import { isRecord } from "./reading.js";
import { firstOf } from "./texts.js";

/**
 * @typedef {import("./types.js").Shape} Shape
 * @typedef {import("./problems.js").ProblemBook} ProblemBook
 *
 * @typedef {object} RawAnswers - of one scope: questions by key, lists by path
 * @property {Map<string, unknown>} questions
 * @property {Map<string, unknown>} lists
 */

const ROW_ID = "_id";
const LONGEST_NAME = 100;

/**
 * Sort answers by question; anything else is noted at its path.
 *
 * @param {unknown} answers
 * @param {Shape} shape - where answers are
 * @param {string} prefix - what leads the paths of this scope, such as `trips[0].`
 * @param {ProblemBook} problems
 * @returns {RawAnswers}
 */
export function findAnswers(answers, shape, prefix, problems) {
  /** @type {RawAnswers} */
  const found = { questions: new Map(), lists: new Map() };
  sort(answers, shape, prefix, found, problems);
  return found;
}

/**
 * Give the identifier that a row carried, null where there is none.
 *
 * @param {unknown} row
 * @returns {string | null}
 */
export function rowId(row) {
  if (!isRecord(row) || !Object.hasOwn(row, ROW_ID)) return null;
  const id = row[ROW_ID];
  return typeof id === "string" ? id : null;
}

/**
 * @template Entry
 * @param {Record<string, Entry>} table
 * @param {string} name
 * @returns {Entry | undefined}
 */
function at(table, name) {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/**
 * @param {unknown} answers
 * @param {Shape} shape
 * @param {string} prefix
 * @param {RawAnswers} found
 * @param {ProblemBook} problems
 */
function sort(answers, shape, prefix, found, problems) {
  if (!isRecord(answers)) {
    problems.notARecord(prefix.replace(/\.+$/, ""));
    return;
  }
  for (const [name, value] of Object.entries(answers)) {
    const key = at(shape.questions, name);
    const path = at(shape.lists, name);
    const group = at(shape.groups, name);
    if (key !== undefined) {
      found.questions.set(key, value);
    } else if (path !== undefined) {
      found.lists.set(path, value);
    } else if (group !== undefined) {
      if (value !== null && value !== undefined) {
        sort(value, group, `${prefix}${name}.`, found, problems);
      }
    } else if (name !== ROW_ID || prefix === "") {
      const computed = shape.computed.includes(name);
      problems.ignored(prefix + firstOf(name, LONGEST_NAME), computed);
    }
  }
}
