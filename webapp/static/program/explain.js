/**
 * How a computed value came about, as lines to read.
 *
 * «Total nourriture 57.50 = 5 jours × 11.50 CHF/jour (RAI art. 90 al. 4, dès le
 * 01.01.1992)». The tree that was evaluated is read again over the same values; branches
 * not taken and terms of 0 are left out, and what only passes another value on is told
 * by what it passes on.
 *
 * @module
 */

import { house } from "./dates.js";
import { compile, scopeOf } from "./evaluate.js";
import { shown } from "./formats.js";
import {
  compareAmounts,
  counted,
  decimalPlaces,
  grouped,
  isAmount,
  rounded,
} from "./numbers.js";
import { prepared } from "./prepared.js";
import { worded } from "./texts.js";
import { Environment, rateOn } from "./values.js";

/**
 * @typedef {import("./types.js").Program} Program
 * @typedef {import("./types.js").Field} Field
 * @typedef {import("./types.js").Value} Value
 * @typedef {import("./values.js").Values} Values
 * @typedef {import("./assess.js").Assessment} Assessment
 * @typedef {import("./numbers.js").Amount} Amount
 *
 * @typedef {{field: Field, index: number}} Spot - `index` is -1 in the form's scope
 * @typedef {{row: Values, index: number, parts: Spot[]}} Writing
 * @typedef {{text: string, parts: Spot[]}} Term
 * @typedef {{path: string, line: string, parts: Derivation[], repeats: boolean}} Derivation
 */

const ROW_PATH = /^(.+)\[(\d+)\]\.(.+)$/;
const LONGEST_SUM = 6;
const MOST_PLACES = 6;
/** @type {Record<string, string>} */
const OPERATORS = { "+": " + ", "-": " − ", "*": " × ", "/": " ÷ " };
/** @type {Record<string, number>} */
const STRENGTH = { "+": 1, "-": 1, "*": 2, "/": 2 };

/**
 * Give the paths of the computed amounts that are worth explaining, in page order.
 *
 * @param {Program} program
 * @param {Assessment} assessment
 * @returns {string[]}
 */
export function derivable(program, assessment) {
  const { working } = assessment;
  /** @type {string[]} */
  const found = [];
  for (const [list, fields] of prepared(program).scopes) {
    const rows = list === null ? [working.form] : (working.rows.get(list) ?? []);
    rows.forEach((row, index) => {
      for (const [key, field] of fields) {
        const prefix = list === null ? "" : `${list}[${index}].`;
        if (isWorthIt(field, row.present.get(key))) found.push(prefix + key);
      }
    });
  }
  return found;
}

/**
 * Tell whether the value at a flat path is a computed amount that is worth explaining.
 *
 * @param {Program} program
 * @param {Assessment} assessment
 * @param {string} path - `trips[0].amount`
 * @returns {boolean}
 */
export function isDerivable(program, { working }, path) {
  const [, list = null, at = "0", key = path] = ROW_PATH.exec(path) ?? [];
  const field = prepared(program).scopes.get(list)?.get(key);
  const row = list === null ? working.form : working.rows.get(list)?.[Number(at)];
  return field !== undefined && isWorthIt(field, row?.present.get(key));
}

/**
 * @param {Field} field
 * @param {Value | undefined} value
 * @returns {boolean}
 */
function isWorthIt({ compute, kind }, value) {
  return (
    compute !== undefined &&
    kind === "money" &&
    compute.is !== "rate" &&
    isAmount(value) &&
    !isZero(value)
  );
}

/**
 * Explain the value at a flat path: its own line, then one for each computed value in it
 * that does not only repeat an answer.
 *
 * @param {Program} program
 * @param {Assessment} assessment
 * @param {string} path - `trips[0].amount`
 * @returns {string[]} none where there is no value
 */
export function explain(program, assessment, path) {
  return new Explainer(program, assessment).lines(path);
}

/**
 * @param {unknown} value
 * @returns {boolean}
 */
function isZero(value) {
  return isAmount(value) && compareAmounts(value, 0n) === 0;
}

/**
 * Tell what is written of one answer: its label and the same value.
 *
 * @param {string[]} pieces
 * @param {string} value
 */
function isAnswer(pieces, value) {
  return pieces.length === 3 && pieces[1] === " " && pieces[2] === value;
}

/** Explains values of one assessment. */
class Explainer {
  /**
   * @param {Program} program
   * @param {Assessment} assessment
   */
  constructor(program, { working }) {
    this.program = program;
    this.prepared = prepared(program);
    this.form = working.form;
    this.env = new Environment(program, working.day, working.applicant);
    this.env.rows = working.rows;
  }

  /**
   * @param {string} path
   * @returns {string[]}
   */
  lines(path) {
    const spot = this.find(path);
    if (spot === null) return [];
    const whole = this.derive(spot);
    const found = new Map([[whole.path, whole.line]]);
    const waiting = [...whole.parts];
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      if (found.has(part.path) || part.repeats) continue;
      found.set(part.path, part.line);
      waiting.unshift(...part.parts);
    }
    return Array.from(found.values());
  }

  /**
   * @param {string} path
   * @returns {Spot | null}
   */
  find(path) {
    const inRow = ROW_PATH.exec(path);
    const [, list = "", at = "-1", key = path] = inRow ?? [];
    const field = this.prepared.scopes.get(inRow === null ? null : list)?.get(key);
    const spot = field && { field, index: Number(at) };
    return spot && this.row(spot)?.present.has(key) ? spot : null;
  }

  /**
   * @param {Spot} spot
   * @returns {Values}
   */
  row({ field, index }) {
    if (field.list === undefined) return this.form;
    return /** @type {Values} */ (this.env.rows.get(field.list)?.[index]);
  }

  /**
   * @param {Spot} spot
   * @returns {Derivation}
   */
  derive(spot) {
    const { field, index } = spot;
    /** @type {Writing} */
    let writing = { row: this.row(spot), index, parts: [] };
    /** @type {string[]} */
    let pieces = [];
    if (field.compute !== undefined) {
      const passed = this.passedOn(field.compute, writing);
      writing = passed.writing;
      pieces = this.write(passed.node, writing);
    }
    const value = this.valueWords(field, this.row(spot).get(field.key));
    const isPlain = pieces.length === 1 && (pieces[0] === "0" || pieces[0] === value);
    const written = isPlain ? "" : pieces.join("");
    const start = `${this.name(spot)} ${value}`;
    return {
      path: field.list === undefined ? field.key : `${field.list}[${index}].${field.key}`,
      line: written ? `${start} = ${written}` : start,
      repeats: isAnswer(pieces, value) && writing.parts.length === 0,
      parts: writing.parts.map((part) => this.derive(part)),
    };
  }

  /**
   * Name a value: its label, and its row where it stands in one.
   *
   * @param {Spot} spot
   * @returns {string}
   */
  name({ field, index }) {
    const list = field.list === undefined ? undefined : this.prepared.lists.get(field.list);
    if (list === undefined) return field.label;
    return `${field.label} (${this.say("row", { item: list.item, number: String(index + 1) })})`;
  }

  /**
   * @param {string} name
   * @param {Record<string, string>} [params]
   * @returns {string}
   */
  say(name, params) {
    return worded(this.program.words[name] ?? "", params);
  }

  // What is told

  /**
   * Follow a value that is only another computed value, to what that one is.
   *
   * @param {any} tree
   * @param {Writing} writing
   */
  passedOn(tree, writing) {
    let node = this.taken(tree, writing);
    let spot = this.onlySource(node, writing);
    while (spot !== null && spot.field.compute !== undefined) {
      writing = { row: this.row(spot), index: spot.index, parts: [] };
      node = this.taken(spot.field.compute, writing);
      spot = this.onlySource(node, writing);
    }
    return { node, writing };
  }

  /**
   * Give the one field that a node's value is, be it the only term of a sum.
   *
   * @param {any} node
   * @param {Writing} writing
   * @returns {Spot | null}
   */
  onlySource(node, writing) {
    if (node.is === "field" && node.frame !== "applicant") return this.spot(node, writing);
    if (node.is !== "aggregate" || node.name !== "sum") return null;
    const terms = this.terms(node.each, writing);
    const [only] = terms;
    return terms.length === 1 && only?.parts.length === 1 ? (only.parts[0] ?? null) : null;
  }

  /**
   * @param {any} node
   * @param {Writing} writing
   * @returns {any}
   */
  run(node, writing) {
    return compile(node)(scopeOf(this.form, writing.row, this.env));
  }

  /**
   * Leave out branches not taken and terms of 0.
   *
   * @param {any} node
   * @param {Writing} writing
   * @returns {any}
   */
  taken(node, writing) {
    switch (node.is) {
      case "if":
        return this.taken(this.run(node.if, writing) ? node.then : node.else, writing);
      case "by": {
        const chosen = this.run(node.choice, writing);
        const [, branch] = node.branches.find((/** @type {any} */ [key]) => key === chosen);
        return this.taken(branch, writing);
      }
      case "+":
        if (isZero(this.run(node.right, writing))) return this.taken(node.left, writing);
        if (isZero(this.run(node.left, writing))) return this.taken(node.right, writing);
        return node;
      case "-":
        if (isZero(this.run(node.right, writing))) return this.taken(node.left, writing);
        return node;
      case "call":
        return this.takenOfCall(node, writing);
      case "if_empty": {
        if (node.of.is !== "field") return node;
        const isThere = this.scope(node.of.frame, writing).present.has(node.of.key);
        return this.taken(isThere ? node.of : node.else, writing);
      }
      default:
        return node;
    }
  }

  /**
   * @param {any} node
   * @param {Writing} writing
   * @returns {any}
   */
  takenOfCall(node, writing) {
    const [first, other] = node.of;
    const isFloor = node.name === "max" && node.of.length === 2 && isNothing(first);
    if (!isFloor || isZero(this.run(node, writing))) return node;
    return this.taken(other, writing);
  }

  /**
   * @param {string} frame
   * @param {Writing} writing
   * @returns {Values}
   */
  scope(frame, writing) {
    if (frame === "form") return this.form;
    return frame === "applicant" ? this.env.applicant : writing.row;
  }

  /**
   * @param {any} node
   * @param {Writing} writing
   * @returns {Spot}
   */
  spot({ frame, key, list = null }, writing) {
    const field =
      frame === "applicant"
        ? this.prepared.applicant.get(key)
        : this.prepared.scopes.get(list)?.get(key);
    if (field === undefined) throw new Error(`no field ${key}`);
    return { field, index: list === null && frame !== "applicant" ? -1 : writing.index };
  }

  // How it is written

  /**
   * Write a part; weaker operators than `strength` are put in parentheses.
   *
   * @param {any} tree
   * @param {Writing} writing
   * @param {number} [strength]
   * @returns {string[]}
   */
  write(tree, writing, strength = 0) {
    const node = this.taken(tree, writing);
    switch (node.is) {
      case "truth":
      case "text":
      case "whole":
      case "exact":
        return [plainWords(this.run(node, writing))];
      case "field":
        return this.reference(node, writing);
      case "+":
      case "-":
      case "*":
      case "/":
        return this.arithmetic(node, writing, strength);
      case "call":
        return this.call(node, writing);
      case "aggregate":
        if (node.name === "sum") return this.sum(node, writing);
        return [this.plain(node, writing)];
      case "rate":
        return this.rate(node, writing);
      default:
        return [this.plain(node, writing)];
    }
  }

  /**
   * @param {any} node
   * @param {Writing} writing
   * @returns {string[]}
   */
  call(node, writing) {
    switch (node.name) {
      case "round":
        return this.rounded(node, writing);
      case "min":
      case "max":
        return this.extreme(node, writing);
      case "days": {
        const [start, end] = node.of.map((/** @type {any} */ each) =>
          plainWords(this.run(each, writing)),
        );
        return [this.say("days", { count: this.plain(node, writing), start, end })];
      }
      default:
        return [this.plain(node, writing)];
    }
  }

  /**
   * @param {any} node
   * @param {Writing} writing
   * @returns {string}
   */
  plain(node, writing) {
    return this.numberWords(this.run(node, writing), node.unit);
  }

  /**
   * @param {any} node
   * @param {Writing} writing
   * @returns {string[]}
   */
  reference(node, writing) {
    const spot = this.spot(node, writing);
    const { field } = spot;
    if (field.compute !== undefined) {
      if (field.compute.is === "rate") return this.rate(field.compute, writing);
      writing.parts.push(spot);
    }
    const value = this.scope(node.frame, writing).get(field.key);
    if (field.unit !== undefined) return [this.numberWords(value, field.unit)];
    return [field.label, " ", this.valueWords(field, value)];
  }

  /**
   * @param {any} node
   * @param {Writing} writing
   * @param {number} strength
   * @returns {string[]}
   */
  arithmetic(node, writing, strength) {
    const own = STRENGTH[node.is] ?? 0;
    const isNegation = isNothing(node.left);
    const left = isNegation ? [] : this.write(node.left, writing, own);
    const firmer = node.is === "-" || node.is === "/" ? own + 1 : own;
    const right = this.write(node.right, writing, firmer);
    const sign = isNegation ? "−" : (OPERATORS[node.is] ?? "");
    const pieces = [...left, sign, ...right];
    return own < strength ? ["(", ...pieces, ")"] : pieces;
  }

  /**
   * @param {any} node
   * @param {Writing} writing
   * @returns {string[]}
   */
  rounded(node, writing) {
    const pieces = this.write(node.of[0], writing);
    const [value, result] = [this.run(node.of[0], writing), this.run(node, writing)];
    if (compareAmounts(value, result) === 0) return pieces;
    const params = { exact: exactWords(value), rounded: plainWords(result) };
    return [...pieces, this.say("rounded", params)];
  }

  /**
   * @param {any} node
   * @param {Writing} writing
   * @returns {string[]}
   */
  extreme(node, writing) {
    const pieces = [this.say(node.name === "min" ? "least" : "greatest")];
    node.of.forEach((/** @type {any} */ each, /** @type {number} */ index) => {
      if (index > 0) pieces.push(this.say("and"));
      pieces.push(...this.write(each, writing, 2));
    });
    return pieces;
  }

  /**
   * @param {any} node
   * @param {Writing} writing
   * @returns {string[]}
   */
  sum(node, writing) {
    const terms = this.terms(node.each, writing);
    if (terms.length === 0) return [this.plain(node, writing)];
    if (terms.length > LONGEST_SUM) {
      return [this.say("sum", { count: String(terms.length) })];
    }
    writing.parts.push(...terms.flatMap((term) => term.parts));
    return terms.flatMap(({ text }, index) => (index > 0 ? [" + ", text] : [text]));
  }

  /**
   * Give the terms of a sum, without those that count for nothing.
   *
   * @param {any} each
   * @param {Writing} writing
   * @returns {Term[]}
   */
  terms(each, writing) {
    const rows = this.env.rowsOf(each.list);
    const ofRow = each.of.is === "field" && each.of.frame === each.as;
    return rows.flatMap((row, index) => {
      const value = this.valueInRow(each, row, writing);
      if (isZero(value)) return [];
      const place = ofRow ? { row, index, parts: [] } : writing;
      return [this.term(each.of, value, place)];
    });
  }

  /**
   * Give what a row adds to a sum; 0 where it does not count.
   *
   * @param {any} each
   * @param {Values} row
   * @param {Writing} writing
   * @returns {Value}
   */
  valueInRow(each, row, writing) {
    if (each.column === true && each.of.is === "field") {
      return row.present.get(each.of.key) ?? 0n;
    }
    const scope = scopeOf(this.form, writing.row, this.env);
    scope.variables[each.as] = row;
    if (each.if !== undefined && !compile(each.if)(scope)) return 0n;
    return compile(each.of)(scope);
  }

  /**
   * @param {any} element
   * @param {Value} value
   * @param {Writing} writing
   * @returns {Term}
   */
  term(element, value, writing) {
    if (element.is !== "field") {
      const unit = this.program.units[element.unit];
      const isAmountOfMoney = unit?.money === true && unit.one === undefined;
      return { text: plainWords(value, isAmountOfMoney ? 2 : 0), parts: [] };
    }
    const spot = this.spot(element, writing);
    const text = this.valueWords(spot.field, value);
    return { text, parts: spot.field.compute === undefined ? [] : [spot] };
  }

  /**
   * @param {any} node
   * @param {Writing} writing
   * @returns {string[]}
   */
  rate(node, writing) {
    const chosen = node.key === undefined ? node.keys[0][0] : this.run(node.key, writing);
    const [, name] = node.keys.find((/** @type {any} */ [key]) => key === chosen);
    const known = this.prepared.rates.get(name);
    const row = rateOn(known?.rows ?? [], this.run(node.on, writing));
    const value = this.run(node, writing);
    if (row === undefined) return [plainWords(value)];
    const start = house(row.start);
    const origin =
      row.end === null
        ? this.say("open_ended", { source: row.source, start })
        : this.say("closed", { source: row.source, start, end: house(row.end) });
    return [this.numberWords(value, known?.unit ?? undefined), " (", origin, ")"];
  }

  // Words of values

  /**
   * Write a field's value; a choice as its label.
   *
   * @param {Field} field
   * @param {Value} value
   * @returns {string}
   */
  valueWords(field, value) {
    const reading = this.program.readings[field.reading];
    const label = typeof value === "string" ? field.choices?.[value] : undefined;
    return label ?? (reading === undefined ? "" : shown(field, reading, value));
  }

  /**
   * Write a number with its unit, as people say it; a bare CHF is left out.
   *
   * @param {Value} value
   * @param {number | undefined} unit
   * @returns {string}
   */
  numberWords(value, unit) {
    const known = unit === undefined ? undefined : this.program.units[unit];
    const text = plainWords(value, known?.money === true ? 2 : 0);
    if (!isAmount(value) || known?.one === undefined) return text;
    return `${text} ${this.isOne(value) ? known.one : known.many}`;
  }

  /**
   * @param {Amount} value
   * @returns {boolean}
   */
  isOne(value) {
    if (!this.program.one_below_two) return isOneOf(value, 1n) || isOneOf(value, -1n);
    return compareAmounts(value, 2n) < 0 && compareAmounts(value, -2n) > 0;
  }
}

/**
 * @param {Amount} value
 * @param {Amount} other
 * @returns {boolean}
 */
function isOneOf(value, other) {
  return compareAmounts(value, other) === 0;
}

/**
 * Tell a literal 0.
 *
 * @param {any} node
 * @returns {boolean}
 */
function isNothing(node) {
  return (node.is === "whole" || node.is === "exact") && /^[0.]+$/.test(node.value);
}

/**
 * Write a number without its unit, a day, or anything else as it is.
 *
 * @param {Value} value
 * @param {number} [leastPlaces]
 * @returns {string}
 */
function plainWords(value, leastPlaces = 0) {
  if (typeof value === "number") return house(value);
  if (typeof value === "bigint") return counted(value);
  if (isAmount(value)) return grouped(value, Math.max(decimalPlaces(value), leastPlaces));
  return typeof value === "boolean" ? String(Number(value)) : String(value);
}

/**
 * Write an exact number, cut where it has no end.
 *
 * @param {Amount} value
 * @returns {string}
 */
function exactWords(value) {
  if (decimalPlaces(value) <= MOST_PLACES) return plainWords(value);
  return `${plainWords(rounded(value, MOST_PLACES))}…`;
}
