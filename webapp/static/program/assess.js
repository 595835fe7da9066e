/**
 * Judge a request as the server does: values, visibility, requiredness, problems.
 *
 *     import { assess } from "./assess.js";
 *     import { formatValue } from "./formats.js";
 *     import { derivable, explain } from "./explain.js";
 *
 *     const found = assess(program, answers, applicant, "2022-08-26");
 *     found.values["wig.cost"]            // "1500.00": canonical JSON, as in a record
 *     found.rows.trips[0].values.amount   // rows in their order, by the list's path
 *     found.problems                      // in the form's order, worded
 *     formatValue(program, "wig.cost", found.values["wig.cost"])   // "1'500.00"
 *     explain(program, found, "trips[0].amount")                   // lines to read
 *
 * `program` is what the server gives for a definition and a language; it is read, never
 * changed, and the same object should be passed each time, as what was made of it is
 * kept beside it. `answers` are nested as groups and lists are, as typed: a text for
 * each control, true or false for a tick box, an array of keys, an array of rows (with
 * their `_id`), an array of stored files. `applicant` is the account's data or null.
 *
 * Nothing here decides: the server judges every request again.
 *
 * @module
 */

import { findAnswers, rowId } from "./answers.js";
import { DateError, firstOfMonth, fromIso } from "./dates.js";
import { compile, scopeOf } from "./evaluate.js";
import { dump } from "./formats.js";
import { compareAmounts, exact, isAmount } from "./numbers.js";
import { prepared } from "./prepared.js";
import { ProblemBook } from "./problems.js";
import { isRecord, own, read, Rejection } from "./reading.js";
import { overlapping, pieces } from "./stretches.js";
import { Environment, Unavailable, UnknownRate, Values } from "./values.js";

/**
 * @typedef {import("./types.js").Program} Program
 * @typedef {import("./types.js").Field} Field
 * @typedef {import("./types.js").List} List
 * @typedef {import("./types.js").PlanStep} PlanStep
 * @typedef {import("./types.js").Problem} Problem
 * @typedef {import("./types.js").Rule} Rule
 * @typedef {import("./types.js").Value} Value
 *
 * @typedef {object} ScopeFound - what is known of the form, the applicant or a row
 * @property {Record<string, unknown>} values - visible and present, canonical JSON
 * @property {Set<string>} hidden - fields, groups, lists, texts and `section:<id>`
 * @property {Set<string>} unavailable - shown as «—»
 * @property {Set<string>} required
 * @property {Set<string>} unjudged - answers whose form only the server judges
 * @property {string | null} id - the row's `_id`
 *
 * @typedef {object} Working - for `explain`
 * @property {Values} form
 * @property {Values} applicant
 * @property {Map<string, Values[]>} rows
 * @property {number} day
 *
 * @typedef {object} Assessment
 * @property {Record<string, unknown>} values
 * @property {Set<string>} hidden
 * @property {Set<string>} unavailable
 * @property {Set<string>} required
 * @property {Set<string>} unjudged
 * @property {Record<string, ScopeFound[]>} rows - by the list's path; a hidden list has
 *   none
 * @property {ScopeFound} applicant
 * @property {Problem[]} problems
 * @property {boolean} mayBeSent - no error stands in the way, as far as can be told here
 * @property {Working} working
 */

/**
 * Judge answers as of a day.
 *
 * @param {Program} program
 * @param {unknown} answers - whatever it is, there is an assessment
 * @param {unknown} applicant
 * @param {string} day - what `today()` gives: `2022-08-26`
 * @returns {Assessment}
 */
export function assess(program, answers, applicant, day) {
  return new Assessor(program, fromIso(day)).run(answers, applicant);
}

/** A scope being filled. */
class State {
  /**
   * @param {Values} values
   * @param {Map<string, unknown>} questions
   * @param {string | null} [id]
   */
  constructor(values, questions, id = null) {
    this.values = values;
    this.questions = questions;
    this.id = id;
    /** @type {Set<string>} */
    this.hidden = new Set();
    /** @type {Set<string>} */
    this.undecided = new Set();
    /** @type {Set<string>} */
    this.required = new Set();
    /** @type {Set<string>} */
    this.unjudged = new Set();
  }
}

/** One run of `assess`. */
class Assessor {
  /**
   * @param {Program} program
   * @param {number} day
   */
  constructor(program, day) {
    this.program = program;
    this.prepared = prepared(program);
    this.problems = new ProblemBook(program);
    this.applicant = new State(new Values("applicant."), new Map());
    this.root = new State(new Values(), new Map());
    /** @type {Map<string, unknown>} */
    this.lists = new Map();
    /** @type {Map<string, State[]>} */
    this.rows = new Map();
    this.env = new Environment(program, day, this.applicant.values);
  }

  /**
   * @param {unknown} answers
   * @param {unknown} applicant
   * @returns {Assessment}
   */
  run(answers, applicant) {
    this.judgeApplicant(applicant);
    const raw = findAnswers(answers, this.program.shape, "", this.problems);
    this.root.questions = raw.questions;
    this.lists = raw.lists;
    for (const step of this.program.steps) this.take(step);
    for (const list of this.program.lists) this.judgeOverlap(list);
    for (const rule of this.program.rules) this.judgeRule(rule);
    this.judgeTotal();
    return this.assessment();
  }

  /** @param {PlanStep} step */
  take(step) {
    switch (step.do) {
      case "field":
        for (const state of this.states(step.owner)) this.judgeField(step, state);
        break;
      case "container":
        for (const state of this.states(step.owner)) this.judgeContainer(step, state);
        break;
      case "list":
        this.makeRows(step);
        break;
      case "cut":
        this.cutRows(step);
        break;
    }
  }

  /**
   * @param {string | null | undefined} owner
   * @returns {State[]}
   */
  states(owner) {
    return owner === undefined || owner === null
      ? [this.root]
      : (this.rows.get(owner) ?? []);
  }

  /** @param {unknown} given */
  judgeApplicant(given) {
    if (given !== null && given !== undefined && !isRecord(given)) {
      this.problems.notARecord("applicant");
    }
    for (const step of this.program.applicant.steps) {
      const key = step.field?.key ?? "";
      if (isRecord(given)) this.applicant.questions.set(key, own(given, key));
      this.judgeField(step, this.applicant);
    }
  }

  // Visibility

  /**
   * Tell whether something is shown; null while that cannot be decided.
   *
   * @param {PlanStep} step
   * @param {any} condition
   * @param {State} state
   * @returns {boolean | null}
   */
  isShown(step, condition, state) {
    for (const parent of step.parents ?? []) {
      if (state.undecided.has(parent)) return null;
      if (state.hidden.has(parent)) return false;
    }
    if (condition === undefined || condition === null) return true;
    const found = this.evaluate(condition, state, "");
    return found === null ? null : Boolean(found);
  }

  /**
   * @param {PlanStep} step
   * @param {State} state
   */
  judgeContainer(step, state) {
    const shown = this.isShown(step, step.if, state);
    if (shown !== true) state.hidden.add(step.key ?? "");
    if (shown === null) state.undecided.add(step.key ?? "");
  }

  /**
   * Run an expression; null where its value is unavailable.
   *
   * An unknown rate is noted at the answers that asked, otherwise at `path`.
   *
   * @param {any} tree
   * @param {State} state
   * @param {string} path
   * @returns {any}
   */
  evaluate(tree, state, path) {
    try {
      return compile(tree)(scopeOf(this.root.values, state.values, this.env));
    } catch (error) {
      if (error instanceof UnknownRate) {
        this.problems.unknownRate(error.paths, path, error.day);
      } else if (!(error instanceof Unavailable || error instanceof DateError)) {
        throw error;
      }
    }
    return null;
  }

  // Fields

  /**
   * @param {PlanStep} step
   * @param {State} state
   */
  judgeField(step, state) {
    const field = /** @type {Field} */ (step.field);
    const shown = this.isShown(step, field.visible_if, state);
    if (shown !== true) {
      state.hidden.add(field.key);
      if (shown === null) state.values.unavailable.add(field.key);
      return;
    }
    if (field.compute !== undefined) this.compute(field, state);
    else this.read(field, state);
  }

  /**
   * @param {Field} field
   * @param {State} state
   */
  compute(field, state) {
    const value = this.evaluate(field.compute, state, state.values.path(field.key));
    if (value === null) state.values.unavailable.add(field.key);
    else state.values.present.set(field.key, keptAs(field.kind, value));
  }

  /**
   * @param {Field} field
   * @param {State} state
   */
  read(field, state) {
    const { key } = field;
    const reading = this.program.readings[field.reading];
    if (reading === undefined) throw new Error(`no reading of ${key}`);
    if (this.isRequired(field, state)) state.required.add(key);
    try {
      const found = read(reading, state.questions.get(key));
      if (!found.judged) state.unjudged.add(key);
      const value = found.value ?? this.inPlaceOfNothing(field, state);
      if (value !== null) state.values.present.set(key, value);
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      this.problems.rejected(state.values.path(key), field, error.refusal);
      state.values.unavailable.add(key);
    }
  }

  /**
   * Give what a blank answer counts as; note one that is required.
   *
   * @param {Field} field
   * @param {State} state
   * @returns {Value | null}
   */
  inPlaceOfNothing(field, state) {
    const reading = this.program.readings[field.reading];
    if (field.default !== undefined && reading !== undefined) {
      return read(reading, field.default).value;
    }
    if (field.kind === "boolean") return false;
    if (state.required.has(field.key)) {
      this.problems.required(state.values.path(field.key), field);
      state.values.unavailable.add(field.key);
    }
    return null;
  }

  /**
   * @param {Field} field
   * @param {State} state
   * @returns {boolean}
   */
  isRequired(field, state) {
    const { inputs } = this.program.applicant;
    if (state === this.applicant && !inputs.includes(field.key)) return false;
    if (field.required_if === undefined) return field.required === true;
    return Boolean(this.evaluate(field.required_if, state, state.values.path(field.key)));
  }

  // Lists

  /**
   * @param {PlanStep} step
   * @returns {List}
   */
  listOf(step) {
    return /** @type {List} */ (this.prepared.lists.get(step.list ?? ""));
  }

  /** @param {PlanStep} step */
  makeRows(step) {
    const list = this.listOf(step);
    const shown = this.isShown(step, list.visible_if, this.root);
    if (shown !== true) return this.hideList(list, shown === false);
    const raw = this.lists.get(list.key) ?? [];
    if (!Array.isArray(raw)) {
      this.problems.notAList(list.key);
      this.root.values.unavailable.add(list.key);
      return;
    }
    if (raw.length < list.min) this.problems.tooFewRows(list);
    if (raw.length > list.max) this.problems.tooManyRows(list);
    this.setRows(
      list,
      raw.slice(0, list.max).map((answers, index) => this.row(list, index, answers)),
    );
  }

  /**
   * @param {List} list
   * @param {number} index
   * @param {unknown} answers
   * @returns {State}
   */
  row(list, index, answers) {
    const prefix = `${list.key}[${index}].`;
    const shape = this.program.row_shapes[list.key] ?? this.program.shape;
    const raw = findAnswers(answers, shape, prefix, this.problems);
    return new State(new Values(prefix), raw.questions, rowId(answers));
  }

  /**
   * @param {List} list
   * @param {State[]} states
   */
  setRows(list, states) {
    this.rows.set(list.key, states);
    this.env.rows.set(
      list.key,
      states.map((state) => state.values),
    );
  }

  /**
   * @param {List} list
   * @param {boolean} decided
   */
  hideList(list, decided) {
    this.root.hidden.add(list.key);
    if (decided) this.setRows(list, []);
    else this.root.values.unavailable.add(list.key);
  }

  /** @param {PlanStep} step */
  cutRows(step) {
    const list = this.listOf(step);
    const shown = this.isShown(step, list.visible_if, this.root);
    if (shown !== true) return this.hideList(list, shown === false);
    const { start: from = "", end: to = "", cuts = [] } = step;
    const { present, unavailable } = this.root.values;
    if (unavailable.has(from) || unavailable.has(to)) {
      unavailable.add(list.key);
      return;
    }
    const [start, end] = [present.get(from), present.get(to)];
    const isStretch = typeof start === "number" && typeof end === "number" && start <= end;
    const found = isStretch ? pieces(start, end, cuts.map(fromIso)) : [];
    this.setRows(
      list,
      found.map(([first, last], index) => {
        const row = new Values(`${list.key}[${index}].`, index === 0 ? from : to);
        row.present.set("start", first).set("end", last);
        return new State(row, new Map());
      }),
    );
  }

  /** @param {List} list */
  judgeOverlap(list) {
    if (list.no_overlap === null) return;
    const [first, last] = list.no_overlap;
    /** @type {[number, number, number][]} */
    const stretches = [];
    this.states(list.key).forEach(({ values }, index) => {
      const [start, end] = [values.present.get(first), values.present.get(last)];
      if (typeof start === "number" && typeof end === "number") {
        stretches.push([start, end, index]);
      }
    });
    for (const index of overlapping(stretches)) {
      this.problems.rowsOverlap(`${list.key}[${index}].${first}`);
    }
  }

  // Rules

  /** @param {Rule} rule */
  judgeRule(rule) {
    const [list, key] = rule.at;
    this.states(rule.owner).forEach((state, index) => {
      const path = list === null ? key : `${list}[${index}].${key}`;
      const shown = rule.guards.every((guard) => this.evaluate(guard, state, path));
      if (shown && this.evaluate(rule.if, state, path)) {
        this.problems.add(rule.id, path, rule.message, rule.level);
      }
    });
  }

  judgeTotal() {
    const { total } = this.program;
    const value = total && this.root.values.present.get(total.key);
    if (!total || !isAmount(value)) return;
    const sign = compareAmounts(value, 0n);
    if ((sign === 0 && !total.zero) || (sign < 0 && !total.negative)) {
      this.problems.add("total.nothing_due", total.key, total.message);
    }
  }

  // What was found

  /** @returns {Assessment} */
  assessment() {
    const problems = this.problems.inOrder();
    const { id, ...root } = this.found(this.root, this.prepared.scopes.get(null));
    return {
      ...root,
      rows: Object.fromEntries(
        Array.from(this.rows, ([path, states]) => [
          path,
          states.map((state) => this.found(state, this.prepared.scopes.get(path))),
        ]),
      ),
      applicant: this.found(this.applicant, this.prepared.applicant),
      problems,
      mayBeSent: problems.every((problem) => problem.level !== "error"),
      working: {
        form: this.root.values,
        applicant: this.applicant.values,
        rows: this.env.rows,
        day: this.env.today,
      },
    };
  }

  /**
   * @param {State} state
   * @param {Map<string, Field>} [fields] - in the order of the page
   * @returns {ScopeFound}
   */
  found(state, fields = new Map()) {
    /** @type {Record<string, unknown>} */
    const values = {};
    for (const [key, field] of fields) {
      const value = state.values.present.get(key);
      if (value !== undefined) values[key] = dump(field, value);
    }
    const { hidden, required, unjudged, id } = state;
    return { values, hidden, required, unjudged, id, unavailable: state.values.unavailable };
  }
}

/**
 * Give a computed value as its field keeps it; a month is its first day.
 *
 * @param {string} kind
 * @param {any} value
 * @returns {Value}
 */
function keptAs(kind, value) {
  switch (kind) {
    case "money":
    case "decimal":
      return exact(value);
    case "integer":
      return BigInt(exact(value).trunc().toFixed(0));
    case "month":
      return firstOfMonth(value);
    default:
      return value;
  }
}
