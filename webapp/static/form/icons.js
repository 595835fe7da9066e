/**
 * Icons and small elements, drawn as the server's templates draw them.
 *
 * @module
 */

const SVG = "http://www.w3.org/2000/svg";
const sprite = new URL("../icons.svg", import.meta.url).pathname;

/**
 * Make an icon.
 *
 * @param {string} name
 * @param {string} [label] - its words, where it says something by itself
 * @returns {SVGElement}
 */
export function icon(name, label) {
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("class", "icon");
  if (label) {
    drawn.setAttribute("role", "img");
    drawn.setAttribute("aria-label", label);
  } else {
    drawn.setAttribute("aria-hidden", "true");
  }
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  drawn.append(use);
  return drawn;
}

/**
 * Make an element.
 *
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(string | Node)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * Put values into words: `{name} est vide.`
 *
 * @param {string} words
 * @param {Record<string, string>} params
 * @returns {string}
 */
export function worded(words, params) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => params[name] ?? whole);
}
