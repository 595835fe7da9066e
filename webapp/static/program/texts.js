/**
 * Texts as the server sees them: by whole characters, with the same blanks.
 *
 * @module
 */

const BLANKS = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const AT_THE_ENDS = new RegExp(`^[${BLANKS}]+|[${BLANKS}]+$`, "g");

/**
 * Take blanks of every script away from both ends.
 *
 * @param {string} text
 * @returns {string}
 */
export function stripped(text) {
  return text.replace(AT_THE_ENDS, "");
}

/**
 * Count characters; one outside the basic plane counts once.
 *
 * @param {string} text
 * @returns {number}
 */
export function lengthOf(text) {
  let pairs = 0;
  for (let at = 1; at < text.length; at += 1) {
    const low = text.charCodeAt(at);
    const high = text.charCodeAt(at - 1);
    if (low >= 0xdc00 && low < 0xe000 && high >= 0xd800 && high < 0xdc00) pairs += 1;
  }
  return text.length - pairs;
}

/**
 * Give the first characters.
 *
 * @param {string} text
 * @param {number} count
 * @returns {string}
 */
export function firstOf(text, count) {
  if (text.length <= count) return text;
  return Array.from(text.slice(0, 2 * count)).slice(0, count).join("");
}

/**
 * Put values into the `{places}` of a text.
 *
 * @param {string} template
 * @param {Record<string, string>} [params]
 * @returns {string}
 */
export function worded(template, params) {
  if (params === undefined || Object.keys(params).length === 0) return template;
  return template.replace(/\{(\w+)\}|\{\{|\}\}/g, (found, name) =>
    name === undefined ? found.charAt(0) : (params[name] ?? found),
  );
}

/**
 * Order texts by the numbers of their characters.
 *
 * @param {string} left
 * @param {string} right
 * @returns {number}
 */
export function compareTexts(left, right) {
  if (left === right) return 0;
  const [one, other] = [Array.from(left), Array.from(right)];
  for (let at = 0; at < one.length && at < other.length; at += 1) {
    const difference =
      /** @type {number} */ (one[at]?.codePointAt(0)) -
      /** @type {number} */ (other[at]?.codePointAt(0));
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}
