/**
 * Reading an answer by its description, as the field's codec on the server reads it.
 *
 * A reading is data of a closed vocabulary (`engine/reading.py`). What cannot be
 * decided here is left to the server and said so.
 *
 * @module
 */

import { existing, fromIso } from "./dates.js";
import { compareAmounts, exact, isAmount } from "./numbers.js";
import { follow } from "./spelling.js";
import { firstOf, lengthOf, stripped } from "./texts.js";

/**
 * @typedef {import("./types.js").Reading} Reading
 * @typedef {import("./types.js").Refusal} Refusal
 * @typedef {import("./types.js").Value} Value
 * @typedef {{value: Value | null, judged: boolean}} Found
 */

/** An answer that cannot be taken. */
export class Rejection extends Error {
  /** @param {Refusal | undefined} refusal */
  constructor(refusal) {
    super(refusal?.words);
    this.refusal = refusal ?? { code: "invalid", words: "", params: {} };
  }
}

/**
 * Read an answer.
 *
 * @param {Reading} reading
 * @param {unknown} raw - anything JSON can hold
 * @returns {Found} null for a blank answer; `judged` false where the server decides
 * @throws {Rejection}
 */
export function read(reading, raw) {
  if (raw === null || raw === undefined) return judged(null);
  switch (reading.kind) {
    case "text":
      return readText(reading, raw);
    case "number":
      return judged(readNumber(reading, raw));
    case "calendar":
      return judged(readDay(reading, raw));
    case "boolean":
      return judged(readBoolean(reading, raw));
    case "choice":
      return judged(readChoice(reading, raw));
    case "choices":
      return judged(readChoices(reading, raw));
    case "files":
      return judged(readFiles(reading, raw));
    default:
      return { value: typeof raw === "string" ? raw : null, judged: false };
  }
}

/**
 * @param {Value | null} value
 * @returns {Found}
 */
function judged(value) {
  return { value, judged: true };
}

// Texts

const PRINTABLE = /^[\x20-\x7e]*$/;
const BLANK =
  "\\t\\n\\r\\v\\f\\x1c-\\x1f\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\u200b\\u2060\\ufeff\\xad";
const AT_THE_ENDS = new RegExp(`^[${BLANK}]+|[${BLANK}]+$`, "g");
const UNPRINTABLE =
  "\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff\\ufdd0-\\ufdef\\ufffe\\uffff";
const NOT_IN_A_LINE = new RegExp(`[\\x00-\\x1f${UNPRINTABLE}]`, "u");
const NOT_IN_LINES = new RegExp(`[\\x00-\\x09\\x0b-\\x1f${UNPRINTABLE}]`, "u");

/**
 * Trim and normalise a text; null where nothing remains.
 *
 * @param {Reading} reading
 * @param {unknown} raw
 * @param {number} longest
 * @returns {string | null}
 */
function clean(reading, raw, longest) {
  if (raw === null || raw === undefined) return null;
  if (typeof raw !== "string") throw new Rejection(reading.refusals.no_text);
  if (PRINTABLE.test(raw)) return stripped(raw) || null;
  if (lengthOf(raw) > 4 * longest + 100) throw new Rejection(reading.refusals.long);
  const lines = reading.lines === true;
  const text = (lines ? raw.replace(/\r\n?/g, "\n") : raw).replace(AT_THE_ENDS, "");
  if ((lines ? NOT_IN_LINES : NOT_IN_A_LINE).test(text)) {
    throw new Rejection(reading.refusals.unseen);
  }
  return text.normalize("NFC") || null;
}

/**
 * @param {Reading} reading
 * @param {unknown} raw
 * @returns {Found}
 */
function readText(reading, raw) {
  const { most = 0, least = 0, steps = [], refusals } = reading;
  const text = clean(reading, raw, Number(most));
  if (text === null) return judged(null);
  const length = lengthOf(text);
  if (length > Number(most)) throw new Rejection(refusals.long);
  if (length < Number(least)) throw new Rejection(refusals.short);
  const { text: value, refusal, judged: whole } = follow(steps, text);
  if (refusal !== undefined) throw new Rejection(refusal);
  return { value, judged: whole };
}

// Numbers

const LONGEST_NUMBER = 64;
const LIMIT = 10n ** 12n;
/** @type {[RegExp, string][]} */
const SAME_MEANING = [
  [/[\u00a0\u2007\u2009\u202f\u3000]/g, " "],
  [/[\u2019\u2018\u02bc\u2032`\u00b4]/g, "'"],
  [/[\u2010\u2011\u2012\u2013\u2014\u2212]/g, "-"],
  [/\uff0e/g, "."],
  [/\uff0c/g, ","],
];
/** @type {Map<string, RegExp>} */
const patterns = new Map();

/**
 * @param {Reading} reading
 * @returns {RegExp}
 */
function numberPattern({ before = "", after = "" }) {
  const known = `${before}\n${after}`;
  let pattern = patterns.get(known);
  if (pattern === undefined) {
    const whole = "(\\d{1,3}(?:([' ])\\d{3})(?:\\3\\d{3})*|\\d*)";
    const number = `([+-]?)${whole}(?:[.,](\\d+|-{1,2})?)?`;
    pattern = new RegExp(`^(?=[^\\d]*\\d)${before}${number}${after}$`, "i");
    patterns.set(known, pattern);
  }
  return pattern;
}

/**
 * @param {Reading} reading
 * @param {unknown} raw
 * @returns {Value | null}
 */
function readNumber(reading, raw) {
  if (typeof raw === "string") {
    return stripped(raw) ? bounded(reading, typedNumber(reading, raw)) : null;
  }
  return bounded(reading, givenNumber(reading, raw));
}

/**
 * @param {Reading} reading
 * @param {string} raw
 */
function typedNumber(reading, raw) {
  const { places = 0, refusals } = reading;
  if (lengthOf(raw) > LONGEST_NUMBER) throw new Rejection(refusals.unreadable);
  let text = raw.replace(/[\uff10-\uff19]/g, (digit) =>
    String(digit.charCodeAt(0) - 0xff10),
  );
  for (const [each, by] of SAME_MEANING) text = text.replace(each, by);
  const match = numberPattern(reading).exec(stripped(text));
  if (match === null) throw new Rejection(refusals.unreadable);
  const whole = (match[2] ?? "").replace(/[' ]/g, "").replace(/^0+/, "");
  const part = (match[4] ?? "").replace(/-/g, "");
  if (whole.length > 12) throw new Rejection(refusals.too_many_digits);
  if (part.length > places) throw new Rejection(refusals.too_many_places);
  const number = exact(`${whole || "0"}${part ? `.${part}` : ""}`);
  return match[1] === "-" && !number.isZero() ? number.negated() : number;
}

/**
 * Take a number of JSON; one with a fraction is a float, which is never exact.
 *
 * @param {Reading} reading
 * @param {unknown} raw
 */
function givenNumber(reading, raw) {
  const { places = 0, refusals } = reading;
  const whole = typeof raw === "number" && Number.isSafeInteger(raw) ? BigInt(raw) : raw;
  if (!isAmount(whole)) throw new Rejection(refusals.unreadable);
  const number = exact(whole);
  if (!number.isFinite()) throw new Rejection(refusals.unreadable);
  if (compareAmounts(number.abs(), LIMIT) >= 0) {
    throw new Rejection(refusals.too_many_digits);
  }
  if (number.decimalPlaces() > places) throw new Rejection(refusals.too_many_places);
  return number;
}

/**
 * @param {Reading} reading
 * @param {import("./numbers.js").Amount} number
 * @returns {Value}
 */
function bounded({ least = null, most = null, whole, refusals }, number) {
  if (
    (least !== null && compareAmounts(number, exact(String(least))) < 0) ||
    (most !== null && compareAmounts(number, exact(String(most))) > 0)
  ) {
    throw new Rejection(refusals.range);
  }
  return whole ? BigInt(exact(number).toFixed(0)) : number;
}

// Days

const GAP = "[ \\xa0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000]?";
const SIGN = `${GAP}[./-]${GAP}`;
const YEAR_LAST = "([0-9]{4}|[0-9]{2})";
const SPELLINGS = {
  day: {
    yearFirst: /^([0-9]{4})[./-]([0-9]{1,2})[./-]([0-9]{1,2})$/,
    yearLast: new RegExp(`^([0-9]{1,2})${SIGN}([0-9]{1,2})${SIGN}${YEAR_LAST}$`),
  },
  month: {
    yearFirst: /^([0-9]{4})[./-]([0-9]{1,2})$/,
    yearLast: new RegExp(`^([0-9]{1,2})${SIGN}${YEAR_LAST}$`),
  },
};

/**
 * @param {Reading} reading
 * @param {unknown} raw
 * @returns {Value | null}
 */
function readDay(reading, raw) {
  const { part = "day", refusals, earliest = "", latest = "" } = reading;
  const text = clean(reading, raw, 40);
  if (text === null) return null;
  const { yearFirst, yearLast } = SPELLINGS[part];
  let numbers = yearFirst.exec(text)?.slice(1).map(Number);
  if (numbers === undefined) {
    const found = yearLast.exec(text)?.slice(1).reverse();
    if (found === undefined) throw new Rejection(refusals.unreadable);
    numbers = [fullYear(reading, found[0] ?? ""), ...found.slice(1).map(Number)];
  }
  const [year = 0, month = 0, ofMonth = 1] = numbers;
  const day = existing(year, month, ofMonth);
  if (day === null) throw new Rejection(refusals.missing);
  if (day < fromIso(earliest) || day > fromIso(latest)) {
    throw new Rejection(refusals.range);
  }
  return day;
}

/**
 * Give the year that two or four digits mean.
 *
 * @param {Reading} reading
 * @param {string} digits
 * @returns {number}
 */
function fullYear({ refusals }, digits) {
  const year = Number(digits);
  if (digits.length > 2) return year;
  if (year <= 30) return 2000 + year;
  if (year >= 60) return 1900 + year;
  throw new Rejection(refusals.century);
}

// Choices

/**
 * @param {Reading} reading
 * @param {unknown} raw
 * @returns {Value | null}
 */
function readBoolean({ yes = [], no = [], refusals }, raw) {
  if (typeof raw === "boolean") return raw;
  if (typeof raw === "string") {
    const word = stripped(firstOf(raw, 20)).toLowerCase();
    if (!word) return null;
    if (yes.includes(word)) return true;
    if (no.includes(word)) return false;
  }
  throw new Rejection(refusals.unreadable);
}

/**
 * @param {Reading} reading
 * @param {unknown} raw
 * @returns {Value | null}
 */
function readChoice({ keys = [], refusals }, raw) {
  if (typeof raw === "string") {
    const key = stripped(firstOf(raw, 200));
    if (!key) return null;
    if (keys.includes(key)) return key;
  }
  throw new Rejection(refusals.unreadable);
}

const MOST_CHOSEN = 10000;

/**
 * @param {Reading} reading
 * @param {unknown} raw
 * @returns {Value | null}
 */
function readChoices({ keys = [], refusals }, raw) {
  const sent = typeof raw === "string" ? firstOf(raw, MOST_CHOSEN).split(",") : raw;
  if (!Array.isArray(sent)) throw new Rejection(refusals.unreadable);
  const chosen = new Set();
  for (const item of sent.slice(0, MOST_CHOSEN)) {
    if (typeof item !== "string") throw new Rejection(refusals.unreadable);
    chosen.add(stripped(item));
  }
  chosen.delete("");
  const found = keys.filter((key) => chosen.delete(key));
  if (chosen.size > 0) throw new Rejection(refusals.unreadable);
  return found.length > 0 ? found : null;
}

// Files

/**
 * @param {Reading} reading
 * @param {unknown} raw
 * @returns {Value | null}
 */
function readFiles(reading, raw) {
  const { most = 0, refusals } = reading;
  if (typeof raw === "string" && !stripped(raw)) return null;
  if (!Array.isArray(raw)) throw new Rejection(refusals.unreadable);
  if (raw.length > Number(most)) throw new Rejection(refusals.many);
  const files = raw.map((item) => readFile(reading, item));
  return files.length > 0 ? files : null;
}

/**
 * @param {Reading} reading
 * @param {unknown} item
 * @returns {import("./types.js").FileReference}
 */
function readFile(reading, item) {
  const { accept = [], refusals } = reading;
  if (!isRecord(item)) throw new Rejection(refusals.unreadable);
  const name = clean(reading, own(item, "name"), 255);
  const [type, size, sha256] = ["type", "size", "sha256"].map((key) => own(item, key));
  if (
    name === null ||
    lengthOf(name) > 255 ||
    typeof size !== "number" ||
    !(Number.isSafeInteger(size) && size > 0 && size < 2 ** 40) ||
    typeof sha256 !== "string" ||
    !/^[0-9a-f]{64}$/.test(sha256)
  ) {
    throw new Rejection(refusals.unreadable);
  }
  if (typeof type !== "string" || !accept.includes(type)) {
    throw new Rejection(refusals.types);
  }
  return { name, type, size, sha256 };
}

/**
 * Tell whether something is a JSON object.
 *
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export function isRecord(value) {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !isAmount(value)
  );
}

/**
 * Give what an object itself holds under a name.
 *
 * @param {Record<string, unknown>} record
 * @param {string} name
 * @returns {unknown}
 */
export function own(record, name) {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
