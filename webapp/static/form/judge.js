/**
 * The answers judged on the page, once per frame, by the program that the server gave.
 *
 * Nothing here decides: the server judges every request again. Where the program cannot
 * be had, the page keeps its button «Calculer».
 *
 * @module
 */

import { assess } from "../program/assess.js";
import { derivable, explain } from "../program/explain.js";
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
      this.amounts = null;
      this.painter.paint(this.found, this.whole);
      this.explainAll();
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
    const label = this.form.querySelector(".bar .sum > span")?.textContent ?? "";
    const text = `${label} CHF ${this.form.querySelector("[data-total]")?.textContent ?? ""}`;
    if (this.heard !== undefined && this.heard !== text) this.announcer.later(text);
    this.heard = text;
  }

  explainAll() {
    for (const details of this.form.querySelectorAll("details[data-calc]")) {
      const paths = this.pathsOf(details);
      const shown = paths.map((path) => this.valueAt(path)).join();
      if (details.dataset.of !== shown) {
        details.dataset.of = shown;
        const isTelling = this.linesOf(paths).length > 0;
        if (details.hidden === isTelling) details.hidden = !isTelling;
      }
      if (details.open) this.fill(details);
    }
  }

  valueAt(path) {
    const [list, index, key] = path.split(/\[|\]\./);
    return key ? this.found.rows[list]?.[index]?.values[key] : this.whole.values[path];
  }

  open(details) {
    if (this.isReady && details.open && details.matches?.("details[data-calc]")) this.fill(details);
  }

  /** Give the paths of the amounts behind an explanation that are worth telling. */
  pathsOf(details) {
    this.amounts ??= new Set([
      ...derivable(this.program, this.whole).filter((path) => !path.includes("[")),
      ...derivable(this.program, this.found).filter((path) => path.includes("[")),
    ]);
    const row = details.closest("[data-row]");
    const prefix = row ? `${row.parentElement.dataset.list}[${row.dataset.row}].` : "";
    const paths = details.dataset.calc.split(" ").map((key) => prefix + key);
    return paths.filter((path) => this.amounts.has(path));
  }

  /** What only repeats an answer needs no telling. */
  linesOf(paths) {
    const lines = new Set();
    for (const path of Array.from(paths).reverse()) {
      const told = explain(this.program, path.includes("[") ? this.found : this.whole, path);
      if (!repeats(told)) for (const line of told) lines.add(line);
    }
    return Array.from(lines);
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
