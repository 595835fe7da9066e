/**
 * The answers on the page, nested as the server nests them, and the rows they stand in.
 *
 * A question's control is named as its key (`wig.cost`), a cell of a row
 * `trips-0-fare`. What has no control (stored documents, locked answers) the server
 * told beside the page; see `webapp/requests/live_page.py`.
 *
 * @module
 */

/** @type {WeakMap<Element, [string, HTMLInputElement[]][]>} */
const controlsByScope = new WeakMap();

/**
 * Give the elements of a scope that match, without those of rows inside it.
 *
 * @param {Element} scope - the form, or a row
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export function ownElements(scope, selector) {
  const found = Array.from(scope.querySelectorAll(selector));
  return found.filter((element) => scopeOf(element, scope) === scope);
}

/**
 * Give the lists of the form whose rows are typed.
 *
 * @param {HTMLFormElement} form
 * @returns {HTMLElement[]}
 */
export function typedLists(form) {
  return Array.from(form.querySelectorAll("[data-list]:not([data-computed])"));
}

/**
 * Give the rows of a list in their order.
 *
 * @param {Element} list
 * @returns {HTMLElement[]}
 */
export function rowsOf(list) {
  return Array.from(list.querySelectorAll(":scope > [data-row]"));
}

/**
 * Collect everything that is answered now.
 *
 * @param {HTMLFormElement} form
 * @param {{fields: object, rows: object}} kept - what has no control
 * @returns {object}
 */
export function collect(form, kept) {
  const answers = structuredClone(kept.fields);
  fill(answers, controlsOf(form, ""));
  for (const list of typedLists(form)) {
    const path = list.dataset.list;
    const keptRows = kept.rows[path] ?? {};
    put(
      answers,
      path,
      rowsOf(list).map((row) => answersOfRow(row, path, keptRows)),
    );
  }
  return answers;
}

/**
 * Give the controls of a scope by key; those of one key are boxes to tick.
 *
 * @param {Element} scope
 * @param {string} path - of the list whose row it is; blank for the form
 * @returns {[string, HTMLInputElement[]][]}
 */
export function controlsOf(scope, path) {
  let found = controlsByScope.get(scope);
  if (found === undefined) {
    found = sorted(ownElements(scope, "input, select, textarea"), path);
    controlsByScope.set(scope, found);
  }
  return found;
}

function answersOfRow(row, path, keptRows) {
  const id = row.querySelector("[data-id]")?.value ?? "";
  const answers = structuredClone(keptRows[id] ?? {});
  if (id) answers._id = id;
  fill(answers, controlsOf(row, path));
  return answers;
}

function scopeOf(element, outermost) {
  const row = element.closest("[data-row]");
  return row !== null && outermost.contains(row) ? row : outermost;
}

function sorted(controls, path) {
  const byKey = new Map();
  for (const control of controls) {
    const key = path ? control.name.slice(path.length + 1).replace(/^[0-9]+-/, "") : control.name;
    const isData = ["csrf_token", "creation_key", "revision"].includes(control.name);
    if (!key || isData || key === "_id" || control.type === "file") continue;
    if (control.type === "hidden" && control.value !== "") continue;
    byKey.set(key, [...(byKey.get(key) ?? []), control]);
  }
  return Array.from(byKey);
}

function fill(answers, controls) {
  for (const [key, [first, ...others]] of controls) {
    put(answers, key, others.length > 0 ? ticked(others) : first.value);
  }
}

/** A hidden control goes before boxes: one box is a yes or no, several are a choice. */
function ticked(boxes) {
  if (boxes.length === 1 && boxes[0].value === "true") return boxes[0].checked;
  return boxes.filter((box) => box.checked).map((box) => box.value);
}

function put(answers, key, value) {
  const names = key.split(".");
  const last = names.pop();
  let owner = answers;
  for (const name of names) owner = owner[name] ??= {};
  owner[last] = value;
}
