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

/** @type {WeakMap<HTMLFormElement, HTMLElement[]>} */
const listsByForm = new WeakMap();

/** @type {WeakMap<Element, HTMLInputElement | null>} */
const idsByRow = new WeakMap();

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
 * Give the lists of the form; they come with the page and stay.
 *
 * @param {HTMLFormElement} form
 * @returns {HTMLElement[]}
 */
export function listsOf(form) {
  let found = listsByForm.get(form);
  if (found === undefined) {
    found = Array.from(form.querySelectorAll("[data-list]"));
    listsByForm.set(form, found);
  }
  return found;
}

/**
 * Give the rows of a list in their order.
 *
 * @param {Element} list
 * @returns {HTMLElement[]}
 */
export function rowsOf(list) {
  return Array.from(list.children).filter((child) => child.hasAttribute("data-row"));
}

/**
 * Collect everything that is answered now.
 *
 * A row that nobody filled is none, as far as its list may lack it: so says the server
 * when it calculates (`webapp/requests/blank_rows.py`).
 *
 * @param {HTMLFormElement} form
 * @param {{fields: object, rows: object}} kept - what has no control
 * @returns {{all: object, filled: object}} with and without such rows; the same object
 *   where there are none
 */
export function collect(form, kept) {
  const all = structuredClone(kept.fields);
  fill(all, controlsOf(form, ""));
  const filled = structuredClone(all);
  let isFilled = true;
  for (const list of listsOf(form)) {
    if ("computed" in list.dataset) continue;
    const path = list.dataset.list;
    const keptRows = kept.rows[path] ?? {};
    const rows = rowsOf(list);
    const answers = rows.map((row) => answersOfRow(row, path, keptRows));
    const counted = withoutBlank(list, rows, answers);
    isFilled &&= counted.length === answers.length;
    put(all, path, answers);
    put(filled, path, counted);
  }
  return { all, filled: isFilled ? all : filled };
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
  const id = idOf(row)?.value ?? "";
  const answers = id in keptRows ? structuredClone(keptRows[id]) : {};
  if (id) answers._id = id;
  fill(answers, controlsOf(row, path));
  return answers;
}

function idOf(row) {
  let found = idsByRow.get(row);
  if (found === undefined) {
    found = row.querySelector("[data-id]");
    idsByRow.set(row, found);
  }
  return found;
}

function withoutBlank(list, rows, answers) {
  let spare = rows.length - Number(list.dataset.min);
  const model = spare > 0 ? list.querySelector(":scope > template")?.content.firstElementChild : null;
  if (!model) return answers;
  const given = new Map(controlsOf(model, list.dataset.list));
  const blank = rows.map((row) => isBlank(controlsOf(row, list.dataset.list), given));
  // From the last one on, as on the server.
  const dropped = new Set();
  for (let index = rows.length - 1; index >= 0 && spare > 0; index -= 1) {
    if (!blank[index]) continue;
    dropped.add(index);
    spare -= 1;
  }
  return answers.filter((_, index) => !dropped.has(index));
}

/** Tell a row whose controls are as in the row that nobody filled. */
function isBlank(controls, given) {
  return controls.every(([key, own]) =>
    own.every((control, place) => {
      const other = given.get(key)?.[place];
      return control.type === "checkbox"
        ? control.checked === (other?.checked ?? false)
        : control.value.trim() === (other?.value ?? "");
    }),
  );
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
