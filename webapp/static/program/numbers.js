/**
 * Exact numbers: whole ones are `bigint`, all others `Decimal`, never a float.
 *
 * The context is that of the server: 60 digits, a half to the even neighbour; only
 * `round` of the language takes a half away from zero.
 *
 * @module
 */

import Decimal from "../vendor/decimal.mjs";

/** @typedef {bigint | Decimal} Amount */

const Exact = Decimal.clone({
  precision: 60,
  rounding: Decimal.ROUND_HALF_EVEN,
  toExpNeg: -9e15,
  toExpPos: 9e15,
});

/**
 * Tell whether a value is a number of the language.
 *
 * @param {unknown} value
 * @returns {value is Amount}
 */
export function isAmount(value) {
  return typeof value === "bigint" || Decimal.isDecimal(value);
}

/**
 * Read a number written with digits, a point and a sign.
 *
 * @param {string | bigint | Decimal} value
 * @returns {Decimal}
 */
export function exact(value) {
  if (Decimal.isDecimal(value) && value.constructor === Exact) return value;
  return new Exact(typeof value === "bigint" ? value.toString() : value);
}

/**
 * @param {Amount} left
 * @param {Amount} right
 * @returns {Amount}
 */
export function add(left, right) {
  if (typeof left === "bigint" && typeof right === "bigint") return left + right;
  return exact(left).plus(exact(right));
}

/**
 * @param {Amount} left
 * @param {Amount} right
 * @returns {Amount}
 */
export function subtract(left, right) {
  if (typeof left === "bigint" && typeof right === "bigint") return left - right;
  return exact(left).minus(exact(right));
}

/**
 * @param {Amount} left
 * @param {Amount} right
 * @returns {Amount}
 */
export function multiply(left, right) {
  if (typeof left === "bigint" && typeof right === "bigint") return left * right;
  return exact(left).times(exact(right));
}

/**
 * Divide to 60 digits.
 *
 * @param {Amount} left
 * @param {Amount} right - not 0
 * @returns {Decimal}
 */
export function divide(left, right) {
  return exact(left).dividedBy(exact(right));
}

/**
 * Give -1, 0 or 1: whether the left number is less, equal or greater.
 *
 * @param {Amount} left
 * @param {Amount} right
 * @returns {number}
 */
export function compareAmounts(left, right) {
  if (typeof left === "bigint" && typeof right === "bigint") {
    return left < right ? -1 : left > right ? 1 : 0;
  }
  return exact(left).comparedTo(exact(right));
}

/**
 * Round to a multiple of a step, a half going away from zero: 9.225 to 9.25.
 *
 * @param {Amount} value
 * @param {Amount} step
 * @returns {Decimal}
 */
export function roundHalfUp(value, step) {
  const steps = divide(value, step).toDecimalPlaces(0, Decimal.ROUND_HALF_UP);
  return steps.times(exact(step));
}

/**
 * Write a number with a fixed number of places, without groups.
 *
 * @param {Amount} value
 * @param {number} places
 * @returns {string}
 */
export function fixed(value, places) {
  const written = exact(value).toFixed(places);
  return /^-0(\.0*)?$/.test(written) ? written.slice(1) : written;
}

/**
 * Write a number in house format: `1'234.50`.
 *
 * @param {Amount} value
 * @param {number} places
 * @returns {string}
 */
export function grouped(value, places) {
  const [whole = "", part] = fixed(value, places).split(".");
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, "'");
  return part === undefined ? groups : `${groups}.${part}`;
}

/**
 * Write a whole number, grouped from five digits on: `2025`, `12'345`.
 *
 * @param {Amount} value
 * @returns {string}
 */
export function counted(value) {
  const written = fixed(value, 0);
  return /^-?\d{1,4}$/.test(written) ? written : grouped(value, 0);
}

/**
 * Count the decimal places that a number needs.
 *
 * @param {Amount} value
 * @returns {number}
 */
export function decimalPlaces(value) {
  return typeof value === "bigint" ? 0 : value.decimalPlaces();
}

/**
 * Round to a number of places, a half to the even neighbour.
 *
 * @param {Amount} value
 * @param {number} places
 * @returns {Decimal}
 */
export function rounded(value, places) {
  return exact(value).toDecimalPlaces(places);
}
