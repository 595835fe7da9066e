/**
 * What is looked up in a program again and again, found once.
 *
 * @module
 */

/**
 * @typedef {import("./types.js").Program} Program
 * @typedef {import("./types.js").Field} Field
 * @typedef {import("./types.js").List} List
 *
 * @typedef {object} Prepared
 * @property {Map<string, Field>} fields - by key, or by the list's path and key
 * @property {Map<string, List>} lists - by path
 * @property {Map<string | null, Map<string, Field>>} scopes - fields by key, by list
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
  return { fields, scopes, lists: new Map(program.lists.map((list) => [list.key, list])) };
}
