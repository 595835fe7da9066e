/**
 * What the judge found, put onto the page: only what changed is touched.
 *
 * Problems are shown when it is time: those of an answer after its field was left, those
 * of what is still missing after the form was checked. While somebody types, nothing is
 * added at that field; what is solved goes away.
 *
 * @module
 */

import { listsOf, ownElements, rowsOf } from "./answers.js";
import { element, icon } from "./icons.js";
import { fitComputedRows } from "./rows.js";

const UNAVAILABLE = "—";
const ASKS_FOR_MORE = new Set(["required", "too_few_rows", "total.nothing_due"]);

/** Paints the assessments of one form. */
export class Painter {
  /**
   * @param {HTMLFormElement} form
   * @param {{words: Record<string, string>, shown: string, total: string | null,
   *   is_correction: boolean}} live
   * @param {(key: string, value: unknown) => string} format
   */
  constructor(form, live, format) {
    this.form = form;
    this.live = live;
    this.format = format;
    /** Which problems it is time for: `none`, `calcul` or `erreurs`. */
    this.shown = live.shown;
    /** Fields that were left after a change, and scopes in which something was. */
    this.left = new WeakSet();
    this.edited = new WeakSet();
    this.parts = new WeakMap();
    /** What a scope without problems was painted from. */
    this.painted = new WeakMap();
    this.total = form.querySelector("[data-total]");
    this.sections = Array.from(form.querySelectorAll("[data-section]"));
    this.said = new WeakMap();
    this.fields = new WeakMap();
  }

  /**
   * @param {any} found - what `assess` gives
   * @param {any} whole - the same without rows that nobody filled: what counts
   * @returns {Element[]} the scopes that were painted: of the rows, those that changed
   */
  paint(found, whole) {
    const problems = byPath(found.problems);
    this.paintScope(this.form, whole, "", byPath(whole.problems));
    const scopesPainted = [this.form];
    const troubled = new Set(found.problems.map(({ path }) => rowOf(path)));
    for (const list of listsOf(this.form)) {
      const path = list.dataset.list;
      const scopes = found.rows[path] ?? [];
      if ("computed" in list.dataset) fitComputedRows(list, scopes.length);
      rowsOf(list).forEach((row, index) => {
        if (!scopes[index]) return;
        if (!this.isNew(row, scopes[index], troubled.has(`${path}[${index}]`))) return;
        this.paintScope(row, scopes[index], `${path}[${index}].`, problems);
        scopesPainted.push(row);
      });
    }
    this.paintSections(whole);
    return scopesPainted;
  }

  /** Tell a row that is to be painted: it has changed, or there is something to say. */
  isNew(row, found, isTroubled) {
    const { values, hidden, required, unavailable } = found;
    const facts = [values, ...[hidden, required, unavailable].map((keys) => Array.from(keys))];
    const seen = isTroubled ? null : JSON.stringify(facts);
    const isSame = seen !== null && seen === this.painted.get(row);
    this.painted.set(row, seen);
    return !isSame;
  }

  /** Note that a field was left after a change: its problems may be told. */
  leave(control) {
    const field = control.closest("[data-field], [data-table-field]");
    if (field) this.left.add(field);
    this.edited.add(this.scopeOf(control));
  }

  scopeOf(node) {
    return node.closest("[data-row]") ?? this.form;
  }

  partsOf(scope) {
    let parts = this.parts.get(scope);
    if (parts === undefined) {
      parts = {
        shown: ownElements(scope, "[data-shown]"),
        values: ownElements(scope, "[data-value]"),
        stars: ownElements(scope, "[data-star]"),
        saids: ownElements(scope, "[data-said]"),
        lists: ownElements(scope, "[data-said-list]"),
        holders: ownElements(scope, "[data-holder]"),
        details: ownElements(scope, "details[data-calc]"),
      };
      this.parts.set(scope, parts);
    }
    return parts;
  }

  paintScope(scope, found, prefix, problems) {
    const parts = this.partsOf(scope);
    for (const part of parts.shown) hide(part, found.hidden.has(part.dataset.shown));
    for (const part of parts.values) this.paintValue(part, found, prefix);
    for (const star of parts.stars) mustAnswer(star, found.required.has(star.dataset.star));
    for (const said of parts.saids) {
      const key = said.dataset.said;
      if (!found.unjudged.has(key) || this.left.has(this.fieldOf(said))) {
        this.say(said, scope, problems.get(prefix + key) ?? []);
      }
    }
    for (const said of parts.lists) this.say(said, scope, problems.get(said.dataset.saidList) ?? []);
    for (const holder of parts.holders) {
      hide(holder, Array.from(holder.children).every((child) => child.hidden));
    }
  }

  paintValue(part, found, prefix) {
    const key = part.dataset.value;
    const value = found.values[key];
    const text = this.textOf(prefix + key, value, found.unavailable.has(key));
    const other = part.dataset.else;
    const shown = other !== undefined && (text === "" || text === UNAVAILABLE) ? other : text;
    if (part.textContent !== shown) part.textContent = shown;
    if (prefix === "" && key === this.live.total) this.paintTotal(shown);
  }

  textOf(path, value, isUnavailable) {
    if (value === undefined) return isUnavailable ? UNAVAILABLE : "";
    return this.format(path, value);
  }

  paintTotal(text) {
    if (this.total && this.total.textContent !== text) this.total.textContent = text;
  }

  /** The field that a message stands in; of a table's cell, the cell. */
  fieldOf(said) {
    if (!this.fields.has(said)) {
      const table = said.closest("[data-table]");
      const cell = `[data-table-field="${CSS.escape(said.dataset.said ?? "")}"]`;
      this.fields.set(said, table?.querySelector(cell) ?? said.closest("[data-field]"));
    }
    return this.fields.get(said);
  }

  say(said, scope, problems) {
    if (problems.length === 0 && !said.hasChildNodes()) return;
    const field = this.fieldOf(said);
    const isTyping = field?.contains(document.activeElement) && !this.left.has(field);
    let due = problems.filter((problem) => this.isDue(problem, said, scope));
    if (isTyping) due = due.filter((problem) => wasSaid(said, problem));
    const signature = JSON.stringify(due);
    if (signature === this.said.get(said)) return;
    this.said.set(said, signature);
    const refusals = said.querySelectorAll('[id*="-refusal-"]');
    said.replaceChildren(...due.map((problem) => this.line(problem)), ...refusals);
    describe(said, field);
    mark(field, refusals.length > 0 || due.some(({ level }) => level === "error"));
  }

  isDue(problem, said, scope) {
    const isFresh = "fresh" in (scope.dataset ?? {});
    const shown = isFresh ? "none" : this.shown;
    if (shown === "erreurs") return true;
    if (problem.level === "error" && ASKS_FOR_MORE.has(problem.code)) return false;
    if (shown === "calcul") return true;
    const field = this.fieldOf(said);
    const isTyped = field?.querySelector("input, select, textarea");
    return isTyped ? this.left.has(field) : this.edited.has(scope) || this.edited.has(this.form);
  }

  line({ level, words }) {
    if (level === "info") return element("p", { class: "hint" }, words);
    const isError = level === "error";
    const before = isError ? this.live.words.error : this.live.words.warning;
    return element(
      "p",
      { class: isError ? "error" : "warn" },
      icon(isError ? "error" : "warning"),
      element("span", {}, element("span", { class: "vh" }, before), words),
    );
  }

  paintSections({ problems, values, rows }) {
    if (this.live.is_correction) return;
    const wrong = new Set();
    for (const { level, path } of problems) if (level === "error") wrong.add(path.split("[")[0]);
    for (const section of this.sections) {
      const { keys, asks } = section.dataset;
      const isTold = section.getElementsByClassName("bad").length > 0;
      const isWrong = keys.split(" ").some((key) => wrong.has(key));
      const isComplete = !isWrong && asks.split(" ").some((ask) => isAnswered(ask, values, rows));
      const state = isTold ? "todo" : isComplete ? "done" : "";
      this.markSection(section.dataset.section, state);
    }
  }

  markSection(id, state) {
    const place = this.form.querySelector(`[data-state="${CSS.escape(id)}"]`);
    if (!place || place.dataset.is === state) return;
    place.dataset.is = state;
    const symbol = state === "todo" ? "error" : "ok";
    const drawn = element("span", { class: state }, icon(symbol, this.live.words[state]));
    place.replaceChildren(...(state ? [drawn] : []));
  }
}

function byPath(problems) {
  const found = new Map();
  for (const problem of problems) {
    found.set(problem.path, [...(found.get(problem.path) ?? []), problem]);
  }
  return found;
}

/** Give the row that a flat path leads into: `trips[0].fare` to `trips[0]`. */
function rowOf(path) {
  return path.slice(0, path.lastIndexOf("].") + 1);
}

/** Tell whether a question, `period_from` or `trips[].fare` of any row, is answered. */
function isAnswered(ask, values, rows) {
  const [list, key] = ask.split("[].");
  if (key === undefined) return isGiven(values[ask]);
  return (rows[list] ?? []).some((row) => isGiven(row.values[key]));
}

/** Tell an answer from none, a box not ticked or a count of 0: nobody may have looked. */
function isGiven(value) {
  return Boolean(value) && value.length !== 0 && Number(value) !== 0;
}

function hide(part, isHidden) {
  if (part.hidden !== isHidden) part.hidden = isHidden;
}

function mustAnswer(star, isRequired) {
  if (star.hasChildNodes() === isRequired) return;
  const sign = element("span", { class: "req", "aria-hidden": "true" }, "*");
  star.replaceChildren(...(isRequired ? [" ", sign] : []));
  const control = star.closest("[data-field]")?.querySelector(".input");
  if (control) control.required = isRequired;
}

function wasSaid(said, problem) {
  return Array.from(said.children).some((line) => line.textContent.includes(problem.words));
}

/** What is said about an answer describes its control, as long as something is said. */
export function describe(said, field) {
  const control = field?.matches("fieldset") ? field : field?.querySelector("input:not([type=hidden]), select, textarea");
  if (!control) return;
  said.id ||= `${control.id}-said`;
  const others = (control.getAttribute("aria-describedby") ?? "").split(" ");
  const ids = others.filter((id) => id && id !== said.id);
  if (said.hasChildNodes()) ids.push(said.id);
  if (ids.length > 0) control.setAttribute("aria-describedby", ids.join(" "));
  else control.removeAttribute("aria-describedby");
}

function mark(field, isWrong) {
  if (!field) return;
  field.classList.toggle("bad", isWrong);
  const controls = field.matches("fieldset") ? [field] : field.querySelectorAll("input:not([type=hidden]), select, textarea");
  for (const control of controls) {
    if (isWrong) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}
