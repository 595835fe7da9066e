/**
 * Warn before a session ends, prolong it with one key, and say when it has ended.
 *
 * Requests of this page, and those of other tabs that say so, let the time begin anew.
 *
 * @module
 */

const WARN_S = 150;
const SECOND_MS = 1000;

/** @param {HTMLDialogElement | null} dialog */
export function watchSession(dialog) {
  if (dialog) new SessionWatch(dialog).begin();
}

class SessionWatch {
  /** @param {HTMLDialogElement} dialog */
  constructor(dialog) {
    this.dialog = dialog;
    this.root = document.documentElement;
    this.title = document.title;
    this.tabs = new BroadcastChannel("session");
    this.isOver = false;
  }

  begin() {
    this.end = Date.now() + Number(this.root.dataset.idleSeconds) * SECOND_MS;
    this.tabs.addEventListener("message", ({ data }) => this.prolong(data));
    document.addEventListener("portal:seen", ({ detail }) => this.seen(detail));
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.ask();
    });
    this.part("prolong").addEventListener("click", () => this.ask());
    this.seen(Number(this.root.dataset.idleSeconds));
    setInterval(() => this.look(), SECOND_MS);
  }

  part(name) {
    return this.dialog.querySelector(`[data-${name}]`);
  }

  seen(seconds) {
    if (!Number.isFinite(seconds)) return;
    this.prolong(seconds);
    this.tabs.postMessage(seconds);
  }

  prolong(seconds) {
    this.end = Date.now() + seconds * SECOND_MS;
    if (seconds <= WARN_S) return;
    this.isOver = false;
    this.part("prolong").hidden = false;
    this.part("again").hidden = true;
    this.close();
  }

  look() {
    const left = Math.ceil((this.end - Date.now()) / SECOND_MS);
    if (left <= 0) this.finish();
    else if (left <= WARN_S) this.warn(left);
  }

  warn(left) {
    const minutes = Math.floor(left / 60);
    const words = minutes >= 1 ? this.dialog.dataset.minutes : this.dialog.dataset.seconds;
    const said = words.replace("{number}", String(minutes >= 1 ? minutes : Math.ceil(left / 15) * 15));
    const place = this.part("words");
    if (place.textContent !== said) place.textContent = said;
    document.title = `${said} ${this.title}`;
    if (this.dialog.open) return;
    this.dialog.showModal();
    this.part("prolong").focus();
  }

  close() {
    if (this.dialog.open) this.dialog.close();
    document.title = this.title;
  }

  async ask() {
    const token = document.querySelector("[name=csrf_token]")?.value ?? "";
    const body = new URLSearchParams({ csrf_token: token });
    try {
      const answer = await fetch(this.root.dataset.prolong, { method: "POST", body, redirect: "manual" });
      if (answer.ok) this.seen((await answer.json()).idle_seconds);
      else this.finish();
    } catch {
      // The line is broken: the warning stays, and may be answered once more.
    }
  }

  finish() {
    if (this.isOver) return;
    this.isOver = true;
    document.dispatchEvent(new CustomEvent("portal:ending"));
    this.part("words").textContent = this.dialog.dataset.ended;
    document.title = `${this.dialog.dataset.ended} ${this.title}`;
    this.part("prolong").hidden = true;
    this.part("again").hidden = false;
    if (!this.dialog.open) this.dialog.showModal();
    this.part("again").focus();
  }
}
