/**
 * Expressions: each node of the typed tree becomes a function, once.
 *
 * Evaluation is left to right, and lazy in `and`, `or` and `if`, as on the server.
 *
 * @module
 */

import * as dates from "./dates.js";
import * as numbers from "./numbers.js";
import { Unavailable, Values } from "./values.js";

/**
 * @typedef {import("./types.js").Value} Value
 * @typedef {import("./numbers.js").Amount} Amount
 * @typedef {import("./values.js").Environment} Environment
 *
 * @typedef {object} Scope
 * @property {Values} form
 * @property {Values} row - the form's where there is no row
 * @property {Environment} env
 * @property {Record<string, Values>} variables - rows of generators, by frame
 *
 * @typedef {(scope: Scope) => any} Run
 */

/** @type {WeakMap<object, Run>} */
const compiled = new WeakMap();

/**
 * Give the function of a tree.
 *
 * @param {any} tree
 * @returns {Run}
 */
export function compile(tree) {
  let run = compiled.get(tree);
  if (run === undefined) {
    const make = Object.hasOwn(NODES, tree.is) ? NODES[tree.is] : undefined;
    if (make === undefined) throw new Error(`unknown node ${tree.is}`);
    run = make(tree);
    compiled.set(tree, run);
  }
  return run;
}

/**
 * Make the scope in which an expression runs.
 *
 * @param {Values} form
 * @param {Values} row
 * @param {Environment} env
 * @returns {Scope}
 */
export function scopeOf(form, row, env) {
  return { form, row, env, variables: {} };
}

/**
 * Give the values of a frame.
 *
 * @param {string} frame
 * @returns {(scope: Scope) => Values}
 */
function framed(frame) {
  switch (frame) {
    case "form":
      return (scope) => scope.form;
    case "row":
      return (scope) => scope.row;
    case "applicant":
      return (scope) => scope.env.applicant;
    default:
      return (scope) => /** @type {Values} */ (scope.variables[frame]);
  }
}

/**
 * Order two values of one type.
 *
 * @param {any} left
 * @param {any} right
 * @returns {number}
 */
export function compare(left, right) {
  if (numbers.isAmount(left) && numbers.isAmount(right)) {
    return numbers.compareAmounts(left, right);
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Write a value so that equal ones are written alike.
 *
 * @param {any} value
 * @returns {string}
 */
function keyOf(value) {
  return numbers.isAmount(value)
    ? numbers.exact(value).toString()
    : `${typeof value} ${value}`;
}

/**
 * Give the values of `element for variable in list if condition`.
 *
 * @param {any} each
 * @returns {(scope: Scope, rows: Values[]) => any[]}
 */
function values(each) {
  if (each.column === true && each.of.is === "field") {
    const { key } = each.of;
    return (_, rows) => rows.map((row) => row.optional(key)).filter((it) => it !== null);
  }
  const condition = each.if === undefined ? undefined : compile(each.if);
  return gathering(each.as, compile(each.of), condition);
}

/**
 * @param {string} name - of the variable
 * @param {Run} element
 * @param {Run} [condition]
 * @returns {(scope: Scope, rows: Values[]) => any[]}
 */
function gathering(name, element, condition) {
  return (scope, rows) => {
    const { variables } = scope;
    const before = variables[name];
    const found = [];
    for (const row of rows) {
      variables[name] = row;
      if (condition === undefined || condition(scope)) found.push(element(scope));
    }
    restore(variables, name, before);
    return found;
  };
}

/**
 * @param {Record<string, Values>} variables
 * @param {string} name
 * @param {Values | undefined} before
 */
function restore(variables, name, before) {
  if (before === undefined) delete variables[name];
  else variables[name] = before;
}

/**
 * @param {(order: number) => boolean} holds
 * @returns {(tree: any) => Run}
 */
function comparison(holds) {
  return (tree) => {
    const [left, right] = [compile(tree.left), compile(tree.right)];
    return (scope) => {
      const first = left(scope);
      return holds(compare(first, right(scope)));
    };
  };
}

/**
 * @param {(left: Amount, right: Amount) => Amount} apply
 * @returns {(tree: any) => Run}
 */
function arithmetic(apply) {
  return (tree) => {
    const [left, right] = [compile(tree.left), compile(tree.right)];
    return (scope) => {
      const first = left(scope);
      return apply(first, right(scope));
    };
  };
}

/**
 * @param {Amount} left
 * @param {Amount} right
 */
function quotient(left, right) {
  if (numbers.compareAmounts(right, 0n) === 0) throw new Unavailable();
  return numbers.divide(left, right);
}

/**
 * @param {boolean} decides - the value of an operand that needs no other
 * @returns {(tree: any) => Run}
 */
function logic(decides) {
  return (tree) => {
    /** @type {Run[]} */
    const operands = tree.of.map(compile);
    return (scope) => {
      for (const operand of operands) {
        if (Boolean(operand(scope)) === decides) return decides;
      }
      return !decides;
    };
  };
}

/**
 * Give the least or the greatest; the first of equal ones.
 *
 * @param {number} sign
 * @param {any[]} found
 */
function extreme(sign, found) {
  if (found.length === 0) throw new Unavailable();
  return found.reduce((best, each) => (compare(each, best) * sign > 0 ? each : best));
}

/** @type {Record<string, (found: any[]) => any>} */
const AGGREGATES = {
  sum: (found) => found.reduce((total, each) => numbers.add(total, each), 0n),
  count: (found) => BigInt(found.length),
  min: (found) => extreme(-1, found),
  max: (found) => extreme(1, found),
  any: (found) => found.some(Boolean),
  all: (found) => found.every(Boolean),
};

/** @type {Record<string, (...values: any[]) => any>} */
const FUNCTIONS = {
  days: (start, end) => BigInt(dates.daysBetween(start, end)),
  overlap_days: (start, end, otherStart, otherEnd) =>
    BigInt(dates.daysBetween(Math.max(start, otherStart), Math.min(end, otherEnd))),
  year: (day) => BigInt(dates.parts(day).year),
  month: dates.firstOfMonth,
  last_day: dates.lastOfMonth,
  add_months: (day, count) => dates.addMonths(day, wholeOf(count)),
  add_days: (day, count) => dates.addDays(day, wholeOf(count)),
  weekday: (day) => BigInt(dates.weekday(day)),
  months_between: (start, end) => BigInt(dates.monthsBetween(start, end)),
  age: (birth, on) => BigInt(dates.age(birth, on)),
  round: numbers.roundHalfUp,
  date: (year, month, day) =>
    dates.makeDate(wholeOf(year), wholeOf(month), wholeOf(day)),
  min: (...found) => extreme(-1, found),
  max: (...found) => extreme(1, found),
};

/**
 * @param {Amount} value
 * @returns {number}
 */
function wholeOf(value) {
  return Number(numbers.exact(value).trunc().toFixed(0));
}

/** @type {Record<string, (tree: any) => Run>} */
const NODES = {
  truth: ({ value }) => () => value,
  text: ({ value }) => () => value,
  whole: ({ value }) => {
    const number = BigInt(value);
    return () => number;
  },
  exact: ({ value }) => {
    const number = numbers.exact(value);
    return () => number;
  },
  field: ({ frame, key }) => {
    const values = framed(frame);
    return (scope) => values(scope).get(key);
  },
  today: () => (scope) => scope.env.today,
  "+": arithmetic(numbers.add),
  "-": arithmetic(numbers.subtract),
  "*": arithmetic(numbers.multiply),
  "/": arithmetic(quotient),
  "==": comparison((order) => order === 0),
  "!=": comparison((order) => order !== 0),
  "<": comparison((order) => order < 0),
  "<=": comparison((order) => order <= 0),
  ">": comparison((order) => order > 0),
  ">=": comparison((order) => order >= 0),
  and: logic(false),
  or: logic(true),
  not: ({ of }) => {
    const operand = compile(of);
    return (scope) => !operand(scope);
  },
  if: (tree) => {
    const [condition, then] = [compile(tree.if), compile(tree.then)];
    const otherwise = compile(tree.else);
    return (scope) => (condition(scope) ? then(scope) : otherwise(scope));
  },
  by: (tree) => {
    const choice = compile(tree.choice);
    /** @type {Map<string, Run>} */
    const branches = new Map(
      tree.branches.map((/** @type {any} */ [key, branch]) => [key, compile(branch)]),
    );
    return (scope) => {
      const branch = branches.get(choice(scope));
      if (branch === undefined) throw new Unavailable();
      return branch(scope);
    };
  },
  in: membership,
  call: (tree) => {
    const run = FUNCTIONS[tree.name];
    if (run === undefined) throw new Error(`unknown function ${tree.name}`);
    /** @type {Run[]} */
    const given = tree.of.map(compile);
    return (scope) => run(...given.map((each) => each(scope)));
  },
  each: (tree) => {
    const gather = values(tree);
    return (scope) => gather(scope, scope.env.rowsOf(tree.list));
  },
  aggregate,
  empty: (tree) => {
    if (tree.list !== undefined) {
      return (scope) => scope.env.rowsOf(tree.list).length === 0;
    }
    const of = optional(tree.field);
    return (scope) => of(scope) === null;
  },
  if_empty: (tree) => {
    const of = optional(tree.of);
    const otherwise = compile(tree.else);
    return (scope) => of(scope) ?? otherwise(scope);
  },
  rate,
};

/**
 * Give a field's value, or the extreme of a column; null where it is empty.
 *
 * @param {any} tree
 * @returns {Run}
 */
function optional(tree) {
  if (tree.is === "field") {
    const values = framed(tree.frame);
    return (scope) => values(scope).optional(tree.key);
  }
  const gather = compile(tree.each);
  return (scope) => {
    const found = gather(scope);
    return found.length === 0 ? null : AGGREGATES[tree.name]?.(found);
  };
}

/**
 * @param {any} tree
 * @returns {Run}
 */
function membership(tree) {
  const item = compile(tree.item);
  const negated = tree.not === true;
  if (tree.choices !== undefined) {
    const chosen = optional(tree.choices);
    return (scope) => {
      const wanted = item(scope);
      return (chosen(scope) ?? []).includes(wanted) !== negated;
    };
  }
  /** @type {Run[]} */
  const options = tree.options.map(compile);
  return (scope) => {
    const wanted = item(scope);
    const given = options.map((option) => option(scope));
    return given.some((option) => compare(option, wanted) === 0) !== negated;
  };
}

/**
 * Make an aggregate that costs no walk per row where rows share what it asks.
 *
 * @param {any} tree
 * @returns {Run}
 */
function aggregate(tree) {
  const reduce = AGGREGATES[tree.name];
  if (reduce === undefined) throw new Error(`unknown aggregate ${tree.name}`);
  const { each, shared } = tree;
  if (shared === undefined) {
    const gather = compile(each);
    if (tree.once !== true) return (scope) => reduce(gather(scope));
    return (scope) => scope.env.once(tree, "", () => reduce(gather(scope)));
  }
  /** @type {Run[]} */
  const before = shared.before.map(compile);
  const [ofRow, asked] = [compile(shared.row), compile(shared.asked)];
  const after = values(shared.after);
  const keyed = gathering(
    each.as,
    (scope) => [keyOf(ofRow(scope)), scope.variables[each.as]],
    (scope) => before.every((guard) => guard(scope)),
  );
  return (scope) =>
    scope.env.grouped(
      tree,
      () => keyed(scope, scope.env.rowsOf(each.list)),
      () => keyOf(asked(scope)),
      (rows) => reduce(after(scope, rows)),
    );
}

/**
 * @param {any} tree
 * @returns {Run}
 */
function rate(tree) {
  const key = tree.key === undefined ? undefined : compile(tree.key);
  const at = tree.at === undefined ? undefined : compile(tree.at);
  const on = compile(tree.on);
  /** @type {Map<string, string>} */
  const names = new Map(tree.keys);
  /** @type {[(scope: Scope) => Values, string][]} */
  const inputs = tree.inputs.map((/** @type {any} */ [frame, name]) => [
    framed(frame),
    name,
  ]);
  return (scope) => {
    const name = key === undefined ? tree.keys[0][1] : names.get(key(scope));
    if (name === undefined) throw new Unavailable();
    const day = on(scope);
    const number = at === undefined ? null : at(scope);
    return scope.env.rate(name, day, number, () =>
      inputs
        .map(([values, input]) => /** @type {const} */ ([values(scope), input]))
        .filter(([of, input]) => of.present.has(input) || scope.env.rows.has(input))
        .map(([of, input]) => of.path(input)),
    );
  };
}
