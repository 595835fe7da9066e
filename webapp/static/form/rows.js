/**
 * Rows of lists: added, duplicated and removed on the page, in their order.
 *
 * What comes out is what the server's `apply_action` gives: a new row has an identifier
 * of its own, a copy keeps what is kept on copying and no document.
 *
 * @module
 */

import { controlsOf, rowsOf } from "./answers.js";
import { element, icon, worded } from "./icons.js";

const ID_BYTES = 16;
const INDEXED = ["id", "name", "for", "aria-describedby", "aria-labelledby", "data-documents"];
const NUMBERED = `${INDEXED.map((name) => `[${name}]`).join()}, button[value]`;
const ACTION = /^([a-z0-9_.]+)\.(?:add|([0-9]+)\.(duplicate|remove))$/;

/** The rows of a form's lists. */
export class Rows {
  /**
   * @param {HTMLFormElement} form
   * @param {Record<string, string>} words
   * @param {(scope: Element | null) => void} changed - told after each change
   */
  constructor(form, words, changed) {
    this.form = form;
    this.words = words;
    this.changed = changed;
  }

  /**
   * Do what a button of a list says.
   *
   * @param {string} action - as `engine.targets.web_form` names it
   * @returns {boolean} whether it was a list's
   */
  act(action) {
    const [, path, index, verb] = ACTION.exec(action) ?? [];
    const list = this.list(path);
    if (!list) return false;
    this.forget(list);
    if (verb === "remove") this.remove(list, Number(index));
    else if (verb === "duplicate") this.insert(list, Number(index) + 1, rowsOf(list)[index]);
    else this.insert(list, rowsOf(list).length, null);
    return true;
  }

  list(path) {
    return path ? this.form.querySelector(`[data-list="${CSS.escape(path)}"]`) : null;
  }

  /** @returns {HTMLElement | null} the new row; null where the list is full */
  insert(list, index, model) {
    const rows = rowsOf(list);
    if (rows.length >= Number(list.dataset.max)) {
      this.tell(list, worded(this.words.full, { maximum: list.dataset.max }));
      list.focus();
      return null;
    }
    const row = blankRow(list, index);
    row.querySelector("[data-id]").value = newId();
    row.dataset.fresh = "";
    if (model) copyAnswers(model, row, list.dataset.list);
    put(list, row, index);
    this.changed(row);
    firstField(row)?.focus();
    return row;
  }

  remove(list, index) {
    const row = rowsOf(list)[index];
    if (!row) return;
    const name = `${list.dataset.item} ${index + 1}`;
    row.remove();
    renumberFrom(list, index);
    this.offerUndo(list, row, index, name);
    this.changed(null);
    const next = rowsOf(list)[index];
    (next ? firstField(next) : list.querySelector("[data-add] button"))?.focus();
  }

  offerUndo(list, row, index, name) {
    const undo = element("button", { type: "button", class: "btn bare small" }, this.words.undo);
    undo.append(element("span", { class: "vh" }, ` ${name}`));
    undo.addEventListener("click", () => {
      this.forget(list);
      put(list, row, index);
      this.changed(row);
      firstField(row)?.focus();
    });
    this.tell(list, worded(this.words.removed, { row: name }), undo);
  }

  /** Say something above the button that adds; it is a status, so it is read out. */
  tell(list, words, ...more) {
    const said = this.place(list);
    said.replaceChildren(
      element("div", { class: "notice" }, icon("remove"), element("div", { class: "row" }, element("p", {}, words), ...more)),
    );
  }

  /** The removal can no longer be undone: something else was done since. */
  forget(list) {
    this.place(list).replaceChildren();
  }

  /** @returns {HTMLElement} where a list speaks: there before it has something to say */
  place(list) {
    let said = list.querySelector(":scope > [data-told]");
    if (!said) {
      said = element("div", { role: "status", "data-told": "" });
      list.querySelector(":scope > [data-add]")?.before(said);
    }
    return said;
  }
}

/**
 * Give a list of computed rows as many as there are.
 *
 * @param {HTMLElement} list
 * @param {number} count
 */
export function fitComputedRows(list, count) {
  const rows = rowsOf(list);
  for (const row of rows.slice(count)) row.remove();
  for (let index = rows.length; index < count; index += 1) put(list, blankRow(list, index), index);
  const none = list.querySelector(":scope > [data-none]");
  if (none) none.hidden = count > 0;
}

/** Make an identifier of a row: 128 random bits, as the server makes them. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * Give the first control of a row that a person can fill.
 *
 * @param {Element} row
 * @returns {HTMLElement | undefined}
 */
export function firstField(row) {
  const controls = row.querySelectorAll("input:not([type=hidden]), select, textarea");
  return Array.from(controls).find((control) => control.closest("[hidden]") === null);
}

function blankRow(list, index) {
  const { content } = list.querySelector(":scope > template");
  const row = /** @type {HTMLElement} */ (content.firstElementChild.cloneNode(true));
  renumber(row, list.dataset.list, index);
  return row;
}

function put(list, row, index) {
  const after = rowsOf(list)[index] ?? list.querySelector(":scope > [data-told], :scope > [data-add], :scope > template");
  list.insertBefore(row, after);
  renumberFrom(list, index);
}

function renumberFrom(list, start) {
  rowsOf(list)
    .slice(start)
    .forEach((row, offset) => renumber(row, list.dataset.list, start + offset));
}

/** Names and numbers follow a row's place: `trips-1-fare` becomes `trips-0-fare`. */
function renumber(row, path, index) {
  const before = row.dataset.row;
  if (before === String(index)) return;
  row.dataset.row = String(index);
  const places = new RegExp(`(^|\\s)${CSS.escape(path)}(?:(-)${before}-|(\\.)${before}\\.|(\\[)${before}\\])`, "g");
  const moved = (_whole, start, dash, dot) =>
    start + path + (dash ? `-${index}-` : dot ? `.${index}.` : `[${index}]`);
  for (const each of [row, ...row.querySelectorAll(NUMBERED)]) {
    for (const name of each.tagName === "BUTTON" ? ["value"] : INDEXED) {
      const value = each.getAttribute(name);
      if (value?.includes(path)) each.setAttribute(name, value.replace(places, moved));
    }
  }
  for (const number of row.querySelectorAll("[data-number]")) number.textContent = String(index + 1);
}

function copyAnswers(model, row, path) {
  const given = new Map(controlsOf(model, path));
  for (const [key, controls] of controlsOf(row, path)) {
    controls.forEach((control, place) => {
      const source = given.get(key)?.[place];
      if (!source || control.closest("[data-cleared]")) return;
      if (control.type === "checkbox") control.checked = source.checked;
      else control.value = source.value;
    });
  }
}
