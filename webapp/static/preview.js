/**
 * The preview of a form follows its files: what was saved is seen without reloading.
 *
 * The server is asked several times a second what it shows. What differs is replaced in
 * place, so that focus, scrolling and the frame of the form stay where they are.
 *
 * @module
 */

const LOOK_MS = 200;
const root = document.querySelector("main[data-state]");
const frame = root.querySelector("iframe");
const pdf = root.querySelector("[data-pdf]");

document.documentElement.classList.add("js");
root.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-live-form]") && form.reportValidity()) send(form);
});
root.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-live-form]")) return;
  event.preventDefault();
  send(event.target, event.submitter);
});
for (const button of root.querySelectorAll("[data-width]")) {
  button.addEventListener("click", () => show(button.dataset.width));
}
frame.addEventListener("load", goBack);
show(sessionStorage.getItem("width") ?? "");
printAnew();
look();

async function look() {
  try {
    const told = await (await fetch(root.dataset.state)).json();
    if (told.run !== root.dataset.run) return location.reload();
    if (told.version !== root.dataset.version) await follow();
    tell("");
  } catch {
    tell(root.dataset.gone);
  }
  return setTimeout(look, LOOK_MS);
}

async function send(form, submitter) {
  await fetch(form.action, { method: "POST", body: new FormData(form, submitter) });
  await follow();
}

/** Show what the server shows now. */
async function follow() {
  const page = parsed(await (await fetch(location.href)).text());
  const fresh = page.querySelector("main");
  document.title = page.title;
  for (const part of root.querySelectorAll("[data-part]")) {
    replace(part, fresh.querySelector(`[data-part="${part.dataset.part}"]`));
  }
  const isNewForm = fresh.dataset.form !== root.dataset.form;
  Object.assign(root.dataset, { version: fresh.dataset.version, form: fresh.dataset.form });
  if (isNewForm) drawAnew();
  await printAnew();
}

/** @param {Element} part */
function replace(part, fresh) {
  if (part.className !== fresh.className) part.className = fresh.className;
  if (part.innerHTML === fresh.innerHTML) return;
  const at = part.contains(document.activeElement) ? document.activeElement.id : "";
  const { scrollTop } = part.querySelector("[tabindex]") ?? {};
  part.replaceChildren(...fresh.childNodes);
  if (scrollTop) part.querySelector("[tabindex]")?.scrollTo(0, scrollTop);
  if (at) document.getElementById(at)?.focus();
}

let scrolled = 0;
let focused = "";

/** Load the form's page again. */
function drawAnew() {
  scrolled = frame.contentWindow.scrollY;
  focused = document.activeElement === frame ? frame.contentDocument.activeElement.id : "";
  frame.contentWindow.location.reload();
}

/** Go on where the reader of the form's page was. */
function goBack() {
  frame.contentWindow.scrollTo(0, scrolled);
  if (focused) frame.contentDocument.getElementById(focused)?.focus({ preventScroll: true });
  scrolled = 0;
  focused = "";
}

let printed = "";

async function printAnew() {
  const text = await (await fetch(root.dataset.pages)).text();
  if (text === printed) return;
  printed = text;
  pdf.replaceChildren(...parsed(text).body.childNodes);
}

function show(width) {
  sessionStorage.setItem("width", width);
  frame.parentElement.classList.toggle("phone", width === "phone");
  for (const button of root.querySelectorAll("[data-width]")) {
    button.setAttribute("aria-pressed", String(button.dataset.width === width));
  }
}

function tell(words) {
  const notice = root.querySelector("[data-told]");
  notice.hidden = !words;
  const place = notice.querySelector("p");
  if (place.textContent !== words) place.textContent = words;
}

function parsed(text) {
  return new DOMParser().parseFromString(text, "text/html");
}
