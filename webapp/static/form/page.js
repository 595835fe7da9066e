/**
 * The page of a form, alive: judged while it is filled, saved by itself, its rows and
 * documents changed without a round trip. The page works without all of this.
 *
 * @module
 */

import { collect } from "./answers.js";
import { Announcer } from "./announcer.js";
import { Documents } from "./documents.js";
import { Judge } from "./judge.js";
import { Rows } from "./rows.js";
import { Saver } from "./saving.js";
import { followSections } from "./sections.js";

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form.request"));
if (form) begin(form);

/** @param {HTMLFormElement} form */
function begin(form) {
  const live = JSON.parse(form.dataset.live ?? "{}");
  const announcer = new Announcer(form.querySelector("[data-announced]"));
  const judge = new Judge(form, live, announcer, () => collect(form, live.kept));
  const saver = new Saver(form, live, (told) => {
    live.kept = told.kept;
    documents.draw(told.documents);
    judge.look();
  });
  const documents = new Documents(form, live, saver, (words) => announcer.say(words));
  const changed = () => {
    judge.look();
    saver.change();
  };
  const rows = new Rows(form, live.words, changed);

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    judge.edit(event.target);
    changed();
  });
  form.addEventListener("focusout", (event) => judge.leave(event.target));
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=action]");
    if (button && press(button.value)) event.preventDefault();
  });
  form.addEventListener("submit", (event) => submit(event, form, saver));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  document.addEventListener("portal:ending", () => saver.save());
  followSections(form);
  judge.begin();

  /** Do what a button says without leaving the page; tell whether that is done. */
  function press(action) {
    if (saver.stopped === "conflict" && action === "save") return false;
    if (rows.act(action)) return true;
    if (action === "save" || /^document\..*\.remove$/.test(action)) {
      saver.save(action);
      return true;
    }
    if (action === "calculate" && judge.isReady) {
      judge.checkTyped();
      saver.save();
      return true;
    }
    return false;
  }
}

/** Go on only when nothing is being saved any more: two savings would collide. */
function submit(event, form, saver) {
  if (saver.running > 0) {
    event.preventDefault();
    const { submitter } = event;
    saver.next(async () => null).then(() => form.requestSubmit(submitter));
    return;
  }
  saver.giveWay();
}
