/**
 * The answers judged on the page, once per frame, by the program that the server gave.
 *
 * Nothing here decides: the server judges every request again. Where the program cannot
 * be had, the page keeps its button «Calculer».
 *
 * @module
 */

import { assess } from "../program/assess.js";
import { explain, isDerivable } from "../program/explain.js";
import { formatValue } from "../program/formats.js";
import { element } from "./icons.js";
import { Painter } from "./paint.js";

/** Judges one form. */
export class Judge {
  /**
   * @param {HTMLFormElement} form
   * @param {any} live
   * @param {import("./announcer.js").Announcer} announcer
   * @param {() => {all: object, filled: object}} collect - the answers, with and without
   *   rows that nobody filled
   */
  constructor(form, live, announcer, collect) {
    this.form = form;
    this.live = live;
    this.announcer = announcer;
    this.collect = collect;
    this.isReady = false;
    this.frame = 0;
    this.edited = new WeakSet();
    /** @type {Set<HTMLDetailsElement>} */
    this.opened = new Set();
    this.totalLabel = form.querySelector(".bar .sum > span")?.textContent ?? "";
    this.painter = new Painter(form, live, (path, value) => formatValue(this.program, path, value));
  }

  async begin() {
    try {
      const answer = await fetch(this.live.program, { headers: { Accept: "application/json" } });
      this.program = await answer.json();
      this.isReady = true;
      this.now();
    } catch (error) {
      this.giveUp(error);
    }
    this.form.addEventListener("toggle", (event) => this.open(event.target), true);
  }

  giveUp(error) {
    this.isReady = false;
    for (const button of this.form.querySelectorAll(".nojs")) button.classList.remove("nojs");
    console.error(error);
  }

  /** Judge before the next frame is drawn, once however much changes until then. */
  look() {
    if (!this.isReady || this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.now();
    });
  }

  now() {
    try {
      const { applicant, day } = this.live;
      const { all, filled } = this.collect();
      this.found = assess(this.program, all, applicant, day);
      this.whole = filled === all ? this.found : assess(this.program, filled, applicant, day);
      this.explainAll(this.painter.paint(this.found, this.whole));
      this.announce();
    } catch (error) {
      this.giveUp(error);
    }
  }

  edit(control) {
    this.edited.add(control);
  }

  leave(control) {
    if (!this.edited.has(control)) return;
    this.painter.leave(control);
    this.look();
  }

  /** Show the problems of everything typed, as «Calculer» does. */
  checkTyped() {
    if (this.painter.shown === "none") this.painter.shown = "calcul";
    this.now();
  }

  /** The total is read out when it has changed since it was last read. */
  announce() {
    const { total } = this.live;
    if (!total) return;
    const text = `${this.totalLabel} CHF ${this.painter.total?.textContent ?? ""}`;
    if (this.heard !== undefined && this.heard !== text) this.announcer.later(text);
    this.heard = text;
  }

  /** @param {Element[]} scopes - in which something may have changed */
  explainAll(scopes) {
    for (const scope of scopes) {
      for (const details of this.painter.partsOf(scope).details) this.mayTell(details);
    }
    for (const details of this.opened) {
      if (details.isConnected) this.fill(details);
      else this.opened.delete(details);
    }
  }

  /** Show an explanation only where it has something to tell. */
  mayTell(details) {
    const paths = this.pathsOf(details);
    const shown = paths.map((path) => this.valueAt(path)).join();
    if (details.dataset.of === shown) return;
    details.dataset.of = shown;
    const isTelling = paths.some((path) => !repeats(this.explained(path)));
    if (details.hidden === isTelling) details.hidden = !isTelling;
  }

  valueAt(path) {
    const [list, index, key] = path.split(/\[|\]\./);
    return key ? this.found.rows[list]?.[index]?.values[key] : this.whole.values[path];
  }

  open(details) {
    if (!details.matches?.("details[data-calc]")) return;
    if (!details.open) this.opened.delete(details);
    else {
      this.opened.add(details);
      if (this.isReady) this.fill(details);
    }
  }

  /** Give the paths of the amounts behind an explanation that are worth telling. */
  pathsOf(details) {
    const row = details.closest("[data-row]");
    const prefix = row ? `${row.parentElement.dataset.list}[${row.dataset.row}].` : "";
    const judged = row ? this.found : this.whole;
    const paths = details.dataset.calc.split(" ").map((key) => prefix + key);
    return paths.filter((path) => isDerivable(this.program, judged, path));
  }

  /** What only repeats an answer needs no telling. */
  linesOf(paths) {
    const lines = new Set();
    for (const path of Array.from(paths).reverse()) {
      const told = this.explained(path);
      if (!repeats(told)) for (const line of told) lines.add(line);
    }
    return Array.from(lines);
  }

  explained(path) {
    return explain(this.program, path.includes("[") ? this.found : this.whole, path);
  }

  fill(details) {
    const lines = this.linesOf(this.pathsOf(details));
    const list = details.querySelector("ul");
    list?.replaceChildren(...lines.map((line) => element("li", {}, line)));
  }
}

/** Tell an amount whose whole calculation is one answer of the same size. */
function repeats([line, ...others]) {
  const [amount, written] = (line ?? "").split(" = ");
  return others.length === 0 && (!written || amount.endsWith(` ${written.replace(/^CHF /, "")}`));
}
