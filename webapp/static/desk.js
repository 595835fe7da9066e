/**
 * The desk's keys, and what spares clerks a page: nothing here is needed to work.
 *
 * A key leads somewhere and never decides. Keys are dead while somebody types, and can
 * be switched off for good (WCAG 2.2, 2.1.4).
 */

const KEPT_UNDER = "desk.keys";
const TYPED_INTO = "input, select, textarea, [contenteditable], dialog";

const help = document.getElementById("raccourcis");
const areKeysOn = document.getElementById("raccourcis-actifs");
const rows = [...document.querySelectorAll(".queue tbody tr")];

/* Keys */

function keepChoice() {
  try {
    localStorage.setItem(KEPT_UNDER, areKeysOn.checked ? "on" : "off");
  } catch {
    // A browser that keeps nothing asks again on the next page.
  }
  showKeys();
}

function readChoice() {
  try {
    return localStorage.getItem(KEPT_UNDER) !== "off";
  } catch {
    return true;
  }
}

function showKeys() {
  for (const hint of document.querySelectorAll("[data-keys]")) {
    hint.hidden = !areKeysOn.checked;
  }
}

/** Go along the rows of the queue, or from one request to the next. */
function move(by) {
  if (rows.length === 0) {
    document.querySelector(by > 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
    return;
  }
  const at = rows.findIndex((row) => row.classList.contains("at"));
  const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1);
  rows[next].querySelector("a").focus();
  rows[next].scrollIntoView({ block: "nearest" });
}

/** Open one way to decide, and put the reader at its first control. */
function choose(id) {
  const choice = document.getElementById(id);
  if (choice === null) return;
  choice.open = true;
  choice.scrollIntoView({ block: "nearest" });
  choice.querySelector("div :is(select, textarea, button)").focus();
}

const ACTIONS = {
  j: () => move(1),
  k: () => move(-1),
  a: () => choose("choix-accepter"),
  c: () => choose("choix-corriger"),
  r: () => choose("choix-refuser"),
  d: () => turnTo(document.querySelector(".viewer details[open]"), 1),
  u: () => document.querySelector("a[rel=up]")?.click(),
  "/": () => document.getElementById("q")?.focus(),
  "?": () => help.showModal(),
};

function onKey(event) {
  const action = ACTIONS[event.key.toLowerCase()];
  const isPlain = !(event.ctrlKey || event.altKey || event.metaKey || event.isComposing);
  if (!action || !isPlain || !areKeysOn.checked || help.open) return;
  if (event.target.closest(TYPED_INTO)) return;
  event.preventDefault();
  action();
}

/* Notes */

/** Begin a note here where one is blank; else the page is drawn with one more. */
function beginNote(event) {
  const button = event.target.closest(".notehere");
  if (button === null) return;
  const blank = [...document.querySelectorAll("#choix-corriger fieldset")].find(
    (note) =>
      note.querySelector("textarea").value === "" &&
      note.querySelector("[name^=phrase]").value === "",
  );
  if (blank === undefined) return;
  event.preventDefault();
  document.getElementById("choix-corriger").open = true;
  blank.querySelector("[name^=champ]").value = button.value.slice("note:".length);
  blank.querySelector("textarea").focus();
}

/** Show a chosen phrase as the beneficiary will read it. */
function showTheirs(event) {
  const theirs = document.querySelector(`[data-theirs-of="${event.target.id}"]`);
  if (theirs === null) return;
  theirs.textContent = event.target.selectedOptions[0].dataset.theirs ?? "";
}

/* Documents */

/** Look at a document larger, smaller or turned: what its form would send. */
function look(button, view) {
  const size = view.elements.taille;
  const turn = view.elements.rotation;
  const { sizes, turns } = button.dataset;
  const last = size.options.length - 1;
  const larger = size.selectedIndex + Number(sizes ?? 0);
  size.selectedIndex = Math.min(Math.max(larger, 0), last);
  turn.selectedIndex = (turn.selectedIndex + Number(turns ?? 0)) % turn.options.length;
  view.requestSubmit();
}

/** Open the document before or after another one, round and round. */
function turnTo(shown, by) {
  const all = [...document.querySelectorAll(".viewer details")];
  if (all.length === 0) return;
  const next = all[(all.indexOf(shown) + by + all.length) % all.length];
  for (const each of all) each.open = each === next;
  next.querySelector("summary").focus();
}

/** Show that the keyboard is inside a document: no style can ask for that. */
function markFrame() {
  for (const frame of document.querySelectorAll(".viewer iframe")) {
    frame.classList.toggle("at", frame === document.activeElement);
  }
}

function showButtons(shown) {
  const view = shown.querySelector("form");
  const buttons = shown.querySelector("[data-buttons]");
  view.hidden = true;
  buttons.hidden = false;
  buttons.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button === null) return;
    if (button.dataset.documents) turnTo(shown, Number(button.dataset.documents));
    else look(button, view);
  });
}

areKeysOn.checked = readChoice();
areKeysOn.addEventListener("change", keepChoice);
showKeys();
for (const opener of document.querySelectorAll("[data-opens-keys]")) {
  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());
}
for (const row of rows) {
  row.addEventListener("focusin", () => {
    for (const each of rows) each.classList.toggle("at", each === row);
  });
}
// The focus has not arrived yet when the window tells that it leaves.
for (const each of ["blur", "focus"]) window.addEventListener(each, () => setTimeout(markFrame));
document.addEventListener("keydown", onKey);
document.addEventListener("click", beginNote);
document.getElementById("decision")?.addEventListener("change", showTheirs);
for (const shown of document.querySelectorAll(".viewer details")) showButtons(shown);
