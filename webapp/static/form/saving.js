/**
 * The draft is saved by itself: a moment after the last change, and on leaving the page.
 *
 * Savings go one after the other, each with the revision that the one before it gave.
 * What may or may not have arrived (the line broke, the session had ended) is sent once
 * more as it was: the server knows the same saving again and does it once.
 *
 * A page that comes back at once may be drawn before its last saving has arrived. While
 * it is away the tab keeps which revision was left, nothing of what was typed, so that
 * the page looks again and is drawn anew.
 *
 * @module
 */

import { element, icon } from "./icons.js";

const PAUSE_MS = 1200;
const LONGEST_MS = 8000;
const AGAIN_MS = 15000;
const LEFT = "left";
const LOOK_MS = 300;
const MOST_LOOKS = 10;
/** What browsers let a page send while it goes away (Fetch standard, 64 KiB). */
const KEPT_ALIVE = 60000;

/** Saves one form. */
export class Saver {
  /**
   * @param {HTMLFormElement} form
   * @param {{words: Record<string, string>, is_stored: boolean}} live
   * @param {(answer: any) => void} saved - told what the server answered
   */
  constructor(form, live, saved) {
    this.form = form;
    this.words = live.words;
    this.live = live;
    this.saved = saved;
    this.isDirty = false;
    this.isLeaving = false;
    /** Why nothing is saved by itself: `ended` or `conflict`; blank otherwise. */
    this.stopped = "";
    /** @type {URLSearchParams | null} */
    this.unsure = null;
    this.queue = Promise.resolve();
    this.running = 0;
    this.timer = 0;
    this.since = 0;
    this.listen();
    this.catchUp();
  }

  listen() {
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("online", () => this.isDirty && this.save());
    window.addEventListener("beforeunload", (event) => this.beforeLeaving(event));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.isDirty) this.save();
      else if (document.visibilityState === "visible") this.comeBack();
    });
    window.addEventListener("focus", () => this.comeBack());
    this.form.addEventListener("click", (event) => {
      if (event.target.closest("[data-keep]")) this.keepThis(event);
    });
  }

  /** A form's own `action` gives way to a button of that name. */
  get address() {
    return this.form.getAttribute("action") ?? "";
  }

  /** Note a change; it is saved soon. */
  change() {
    this.isDirty = true;
    if (this.isLeaving) return;
    const now = Date.now();
    if (this.timer) clearTimeout(this.timer);
    else this.since = now;
    const pause = Math.max(0, Math.min(PAUSE_MS, this.since + LONGEST_MS - now));
    this.timer = setTimeout(() => this.save(), pause);
  }

  /**
   * Save now, after what is being saved already.
   *
   * @param {string} [action] - of the button that asks
   * @returns {Promise<any>} what the server answered; null where it is not saved
   */
  save(action = "save") {
    clearTimeout(this.timer);
    this.timer = 0;
    return this.next(async () => {
      if (this.stopped || this.isLeaving) return null;
      if (this.unsure && (await this.send(this.unsure)) === null) return null;
      this.isDirty = false;
      return this.send(this.body(action));
    });
  }

  /**
   * The form itself is sent, with all that was typed: a saving beside it would collide.
   *
   * Whoever is still on the page much later has stopped the sending.
   */
  giveWay() {
    this.isLeaving = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.isLeaving = false;
      if (this.isDirty) this.save();
    }, AGAIN_MS);
  }

  /** Do something when nothing is being saved, and let nothing be saved meanwhile. */
  next(task) {
    this.running += 1;
    const done = this.queue.then(task).finally(() => {
      this.running -= 1;
    });
    this.queue = done.catch(() => null);
    return done;
  }

  body(action) {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string") body.append(name, value);
    }
    body.set("action", action);
    return body;
  }

  async send(body) {
    body.set("csrf_token", this.control("csrf_token").value);
    this.unsure = body;
    try {
      const answer = await fetch(this.address, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        redirect: "manual",
        keepalive: String(body).length < KEPT_ALIVE,
      });
      return await this.take(answer);
    } catch {
      return this.fail();
    }
  }

  /** Take in what the server answered to a saving. */
  async take(answer) {
    if (answer.type === "opaqueredirect" || [400, 401, 403].includes(answer.status)) {
      return this.end();
    }
    if (answer.status !== 200 && answer.status !== 409) return this.fail();
    const told = await answer.json();
    this.unsure = null;
    if (told.closed) {
      this.isLeaving = true;
      location.assign(told.closed);
      return null;
    }
    if (answer.status === 409) return this.collide(told);
    this.arrive(told);
    return told;
  }

  arrive(told) {
    this.control("revision").value = told.revision;
    this.live.is_stored = true;
    if (this.address !== told.address) {
      this.form.setAttribute("action", told.address);
      history.replaceState(null, "", told.address);
    }
    const place = this.form.querySelector("[data-saved]");
    if (place && place.textContent !== told.saved) place.replaceChildren(icon("ok"), told.saved);
    this.tell();
    document.dispatchEvent(new CustomEvent("portal:seen", { detail: told.idle_seconds }));
    this.saved(told);
  }

  fail() {
    this.isDirty = true;
    const retry = element("button", { type: "button", class: "btn line small" }, this.words.retry);
    retry.addEventListener("click", () => this.save());
    this.tell(this.words.failed, retry);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), AGAIN_MS);
    return null;
  }

  end() {
    this.isDirty = true;
    this.stopped = "ended";
    const link = element(
      "a",
      { href: this.address, target: "_blank", rel: "noopener", class: "btn line small" },
      this.words.sign_in,
    );
    this.tell(this.words.ended, link);
    return null;
  }

  /** After a sign-in in another tab: take this session's token and go on. */
  async comeBack() {
    if (this.stopped !== "ended") return;
    const token = valueOn(await this.look(), "csrf_token");
    if (!token || this.stopped !== "ended") return;
    for (const control of document.querySelectorAll("[name=csrf_token]")) control.value = token;
    this.stopped = "";
    this.tell();
    await this.save();
  }

  collide(told) {
    this.isDirty = true;
    this.stopped = "conflict";
    this.newer = told.revision;
    const place = this.form.querySelector("[data-conflict]");
    const notice = new DOMParser().parseFromString(told.notice, "text/html").body;
    place?.replaceChildren(...notice.childNodes);
    const link = element("a", { href: "#conflit" }, this.words.compare);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      place?.firstElementChild?.scrollIntoView();
      place?.firstElementChild?.focus();
    });
    this.tell(this.words.conflict, link);
    for (const other of place?.querySelectorAll("a") ?? []) {
      other.addEventListener("click", () => {
        this.isLeaving = true;
      });
    }
    return null;
  }

  /** What stands here wins over the version of the other tab. */
  keepThis(event) {
    if (this.stopped !== "conflict") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.control("revision").value = this.newer;
    this.stopped = "";
    this.form.querySelector("[data-conflict]")?.replaceChildren();
    this.tell();
    this.save().then(() => this.form.querySelector("[data-saved]")?.scrollIntoView({ block: "nearest" }));
  }

  /** Before the next page is asked for, so that it finds what was typed. */
  beforeLeaving(event) {
    if (this.isLeaving || this.stopped) return;
    if (this.isDirty && this.isTold()) event.preventDefault();
    const left = this.coming - Number(!this.isDirty);
    const isAhead = left >= Number(this.control("revision").value);
    if (isAhead && this.live.is_stored) sessionStorage.setItem(LEFT, `${left} ${this.address}`);
    if (this.isDirty) this.save();
  }

  /** Give the revision that stands once the saving under way has arrived. */
  get coming() {
    const isUnderWay = this.running > 0 && this.unsure !== null;
    return Number(this.control("revision").value) + Number(isUnderWay);
  }

  /**
   * The page goes away: what was typed last is sent while it does.
   *
   * It follows a saving that is under way, whose answer nobody will read.
   */
  leave() {
    if (!this.isDirty || this.isLeaving || this.stopped) return;
    this.isDirty = false;
    const body = this.body("save");
    body.set("revision", String(this.coming));
    fetch(this.address, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      redirect: "manual",
      keepalive: String(body).length < KEPT_ALIVE,
    }).catch(() => null);
  }

  /** A page that came back sooner than its last saving arrived is drawn anew. */
  async catchUp() {
    const [left, address] = (sessionStorage.getItem(LEFT) ?? "").split(" ");
    sessionStorage.removeItem(LEFT);
    if (address !== this.address || Number(left) < Number(this.control("revision").value)) return;
    for (let looks = 0; looks < MOST_LOOKS && !this.isDirty && this.running === 0; looks += 1) {
      if (Number(valueOn(await this.look(), "revision")) > Number(left)) {
        if (!this.isDirty && this.running === 0) location.reload();
        return;
      }
      await new Promise((done) => setTimeout(done, LOOK_MS));
    }
  }

  /** Give the form as the server has it now; null where it cannot be had. */
  async look() {
    const answer = await fetch(this.address, { redirect: "manual" }).catch(() => null);
    if (!answer?.ok) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("form.request");
  }

  isTold() {
    return Boolean(this.form.querySelector("[data-failed]")?.textContent);
  }

  /** Say, as an alert that stays, why nothing is saved; nothing to say clears it. */
  tell(words, ...more) {
    const place = this.form.querySelector("[data-failed]");
    if (!place || (!words && !place.hasChildNodes())) return;
    place.replaceChildren(...(words ? [icon("warning"), element("p", {}, words), ...more] : []));
  }

  control(name) {
    return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
  }
}

function valueOn(form, name) {
  return form?.querySelector(`[name=${name}]`)?.getAttribute("value") ?? "";
}
