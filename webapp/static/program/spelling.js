/**
 * The steps from a clean text to the one spelling that is stored, and to what is shown.
 *
 * @module
 */

import { lengthOf } from "./texts.js";

/**
 * @typedef {import("./types.js").Step} Step
 * @typedef {import("./types.js").Refusal} Refusal
 * @typedef {{text: string, refusal?: Refusal | undefined, judged: boolean}} Spelled
 */

/** @type {Map<string, RegExp>} */
const patterns = new Map();

/**
 * @param {string} source
 * @param {string} flags
 * @returns {RegExp}
 */
function pattern(source, flags) {
  const known = `${flags}/${source}`;
  let found = patterns.get(known);
  if (found === undefined) {
    found = new RegExp(source, flags);
    patterns.set(known, found);
  }
  found.lastIndex = 0;
  return found;
}

/**
 * Follow the steps; `judged` is false where the rest is left to the server.
 *
 * @param {readonly Step[]} steps
 * @param {string} text
 * @returns {Spelled}
 */
export function follow(steps, text) {
  for (const step of steps) {
    switch (step.do) {
      case "upper":
        text = text.toUpperCase();
        break;
      case "replace":
        text = text.replace(pattern(step.pattern ?? "", "gu"), step.by ?? "");
        break;
      case "server":
        return { text, judged: false };
      default: {
        const refusal = refused(step, text);
        if (refusal !== undefined) return { text, refusal, judged: true };
      }
    }
  }
  return { text, judged: true };
}

/**
 * Give what a step says against a text; undefined where it takes it.
 *
 * @param {Step} step
 * @param {string} text
 * @returns {Refusal | undefined}
 */
function refused(step, text) {
  switch (step.do) {
    case "match":
      return pattern(`^(?:${step.pattern})$`, "u").test(text) ? undefined : step.else;
    case "one_of":
      return step.values?.includes(text) ? undefined : step.else;
    case "checksum":
      return CHECKSUMS[step.algorithm ?? "ean"](text) ? undefined : step.else;
    case "sized_by_prefix":
      return wrongSize(step, text);
    default:
      return undefined;
  }
}

/**
 * @param {Step} step
 * @param {string} text
 * @returns {Refusal | undefined}
 */
function wrongSize(step, text) {
  const prefix = text.slice(0, 2);
  const lengths = step.lengths ?? {};
  const expected = Object.hasOwn(lengths, prefix) ? lengths[prefix] : undefined;
  const count = lengthOf(text);
  if (expected === undefined) return step.unknown;
  if (count === expected || step.else === undefined) return undefined;
  const params = { expected: String(expected), count: String(count) };
  return { ...step.else, params: { ...step.else.params, ...params } };
}

/**
 * @param {string} text
 * @returns {number[]}
 */
function digitsOf(text) {
  return Array.from(text, Number);
}

const MOD10 = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5];
const UID_WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4];

const CHECKSUMS = {
  /**
   * EAN-13 and its kin: 3 and 1 in turn from the right.
   *
   * @param {string} text
   */
  ean: (text) =>
    digitsOf(text)
      .reverse()
      .reduce((sum, digit, at) => sum + digit * (at % 2 === 0 ? 1 : 3), 0) %
      10 ===
    0,
  /**
   * Modulo 10, recursive, of Swiss payment references.
   *
   * @param {string} text
   */
  mod10_recursive: (text) => {
    const digits = digitsOf(text);
    const check = digits.pop();
    const carry = digits.reduce((sum, digit) => MOD10[(digit + sum) % 10] ?? 0, 0);
    return (10 - carry) % 10 === check;
  },
  /**
   * ISO 7064 MOD 97-10 with the first four characters put last, as in an IBAN.
   *
   * @param {string} text
   */
  mod97: (text) =>
    Array.from(text.slice(4) + text.slice(0, 4)).reduce((rest, character) => {
      const value = parseInt(character, 36);
      return (rest * (value > 9 ? 100 : 10) + value) % 97;
    }, 0) === 1,
  /**
   * The Swiss enterprise number: modulo 11 over its first eight digits.
   *
   * @param {string} text
   */
  uid: (text) => {
    const digits = digitsOf(text.replace(/[^0-9]/g, ""));
    const sum = UID_WEIGHTS.reduce((so, weight, at) => so + weight * (digits[at] ?? 0), 0);
    return (11 - (sum % 11)) % 11 === digits[8];
  },
};
