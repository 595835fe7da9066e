/**
 * Values as JSON keeps them, and as the house shows them: `1'234.50`, `06.06.2022`.
 *
 * @module
 */

import { fromIso, house, toIso } from "./dates.js";
import { counted, exact, fixed, grouped, isAmount } from "./numbers.js";
import { prepared } from "./prepared.js";
import { follow } from "./spelling.js";

/**
 * @typedef {import("./types.js").Program} Program
 * @typedef {import("./types.js").Field} Field
 * @typedef {import("./types.js").Value} Value
 * @typedef {import("./types.js").Reading} Reading
 */

/**
 * Give the canonical JSON of a value: amounts as text with all their places.
 *
 * @param {Field} field
 * @param {Value} value
 * @returns {unknown} a whole number too large for JavaScript's stays a `bigint`
 */
export function dump(field, value) {
  if (isAmount(value)) {
    if (field.kind !== "integer") return fixed(value, field.places ?? 0);
    const whole = BigInt(exact(value).toFixed(0));
    const number = Number(whole);
    return Number.isSafeInteger(number) ? number : whole;
  }
  if (typeof value !== "number") return value;
  return field.kind === "month" ? toIso(value).slice(0, 7) : toIso(value);
}

/**
 * Write a value as the page shows it; the key of a choice, not its label.
 *
 * @param {Field} field
 * @param {Reading} reading
 * @param {Value} value
 * @returns {string}
 */
export function shown(field, reading, value) {
  if (isAmount(value)) {
    return field.kind === "integer" ? counted(value) : grouped(value, field.places ?? 0);
  }
  if (typeof value === "number") {
    return field.kind === "month" ? house(value).slice(3) : house(value);
  }
  if (typeof value === "string") return follow(reading.shown ?? [], value).text;
  if (typeof value === "boolean") return String(value);
  return value.map((it) => (typeof it === "string" ? it : it.name)).join(", ");
}

/**
 * Write a value of an assessment as the server's page shows it.
 *
 * @param {Program} program
 * @param {string} key - a field's key (`wig.cost`), path (`trips[0].fare`) or pattern
 *   (`trips.fare`)
 * @param {unknown} value - as in an assessment's `values`; nothing gives a blank text
 * @returns {string}
 */
export function formatValue(program, key, value) {
  if (value === null || value === undefined) return "";
  const { fields } = prepared(program);
  const field = fields.get(key.replaceAll(/\[[0-9]+\]/g, ""));
  const reading = field && program.readings[field.reading];
  if (field === undefined || reading === undefined) return String(value);
  return shown(field, reading, revived(field, value));
}

/**
 * Give the value that a canonical JSON stands for.
 *
 * @param {Field} field
 * @param {any} value
 * @returns {Value}
 */
export function revived(field, value) {
  switch (field.kind) {
    case "integer":
      return BigInt(value);
    case "decimal":
    case "money":
      return exact(value);
    case "date":
    case "month":
      return fromIso(value);
    default:
      return value;
  }
}
