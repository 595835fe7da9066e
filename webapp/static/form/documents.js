/**
 * Documents: sent when they are chosen, with their progress; refused before where that
 * can be told. The server's answer draws the list anew.
 *
 * @module
 */

import { element, icon, worded } from "./icons.js";
import { describe } from "./paint.js";

const THUMBNAIL = { width: 56, height: 72 };

/** Sends the documents of one form. */
export class Documents {
  /**
   * @param {HTMLFormElement} form
   * @param {{words: Record<string, string>, longest_document: number}} live
   * @param {import("./saving.js").Saver} saver
   * @param {(words: string) => void} announce
   */
  constructor(form, live, saver, announce) {
    this.form = form;
    this.live = live;
    this.words = live.words;
    this.saver = saver;
    this.announce = announce;
    /** @type {Map<string, HTMLCanvasElement>} */
    this.previews = new Map();
    form.addEventListener("change", (event) => {
      if (event.target.type === "file") this.take(event.target);
    });
  }

  /** @param {HTMLInputElement} control */
  take(control) {
    const field = control.closest("[data-field]");
    const files = Array.from(control.files ?? []);
    // What is sent by itself is not to be sent again with the form.
    const name = control.name;
    const sent = new DataTransfer();
    for (const file of files) sent.items.add(file);
    control.value = "";
    clearRefusals(field);
    const refusals = [];
    for (const file of sent.files) {
      const refusal = this.refusal(file, control.accept);
      if (refusal) refusals.push(refusal);
      else this.upload(file, name, control, field);
    }
    refuse(field, refusals, this.words.error);
  }

  refusal(file, accept) {
    const { words } = this;
    const types = accept.split(",");
    const isHeic = /\.hei[cf]$/i.test(file.name);
    if (file.size === 0) return worded(words.empty, file);
    if (file.size > this.live.longest_document) return worded(words.too_large, file);
    const isKnown = types.includes(file.type) || (isHeic && types.includes("image/heic"));
    return isKnown || file.type === "" ? "" : worded(words.wrong_type, file);
  }

  upload(file, name, control, field) {
    const row = this.progressRow(file);
    field.querySelector("[data-uploads]")?.append(row.element);
    this.preview(file).then((canvas) => canvas && row.element.prepend(canvas));
    let request = null;
    row.cancel.addEventListener("click", () => {
      row.isCancelled = true;
      request?.abort();
      row.element.remove();
      control.focus();
    });
    this.saver.next(async () => {
      if (row.isCancelled) return;
      const body = new FormData(this.form);
      for (const other of this.form.querySelectorAll("input[type=file]")) body.delete(other.name);
      body.set("action", "save");
      body.append(control.name || name, file);
      const answer = await send(this.saver.address, body, row.bar, (made) => {
        request = made;
      });
      row.element.remove();
      if (row.isCancelled) return;
      const told = answer && (await this.saver.take(answer));
      this.finish(told, file, field);
    });
  }

  finish(told, file, field) {
    const { words } = this;
    if (!told) {
      refuse(field, [worded(words.upload_failed, file)], words.error);
      this.announce(worded(words.upload_failed, file));
      return;
    }
    const own = field.querySelector("[data-documents]")?.dataset.documents;
    const refused = told.refusals.filter(([path]) => path === own).map(([, said]) => said);
    refuse(field, refused, words.error);
    this.announce(refused.join(" ") || worded(words.uploaded, file));
  }

  /** Draw the lists of documents as the server says. */
  draw(lists) {
    for (const [path, html] of Object.entries(lists)) {
      const place = this.form.querySelector(`[data-documents="${CSS.escape(path)}"]`);
      if (!place || place.dataset.drawn === html) continue;
      place.dataset.drawn = html;
      const drawn = new DOMParser().parseFromString(html, "text/html").body;
      for (const link of drawn.querySelectorAll(".files a")) {
        const canvas = this.previews.get(link.textContent);
        if (canvas) link.closest("li").querySelector(":scope > .icon")?.replaceWith(canvas);
      }
      place.replaceChildren(...drawn.childNodes);
    }
  }

  progressRow(file) {
    const bar = element("progress", { max: "100", value: "0", "aria-label": `${this.words.uploading}: ${file.name}` });
    const cancel = element("button", { type: "button", class: "btn bare small flush push" }, this.words.cancel);
    cancel.append(element("span", { class: "vh" }, ` ${worded(this.words.cancel_upload, file)}`));
    const row = element("div", { class: "upload" }, element("p", {}, file.name), element("div", { class: "row" }, bar, cancel));
    return { element: row, bar, cancel, isCancelled: false };
  }

  /** @returns {Promise<HTMLCanvasElement | null>} a small picture; null of no picture */
  async preview(file) {
    if (!/^image\/(jpeg|png)$/.test(file.type)) return null;
    const bitmap = await createImageBitmap(file, { resizeWidth: THUMBNAIL.width * 2 }).catch(() => null);
    if (!bitmap) return null;
    const canvas = document.createElement("canvas");
    canvas.className = "preview";
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", worded(this.words.preview, file));
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    this.previews.set(file.name, canvas);
    return canvas;
  }
}

/** Send with progress, which `fetch` does not tell; null where the line broke. */
function send(address, body, bar, begun) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = total ? Math.round((100 * loaded) / total) : 0;
    });
    request.addEventListener("load", () => {
      const isJson = request.getResponseHeader("Content-Type")?.startsWith("application/json");
      // A redirect was followed to a page: the session has ended.
      const status = isJson ? request.status : request.status === 200 ? 401 : request.status;
      resolve(new Response(request.responseText || null, { status: Math.max(200, status) }));
    });
    for (const broken of ["error", "abort", "timeout"]) {
      request.addEventListener(broken, () => resolve(null));
    }
    request.send(body);
    begun(request);
  });
}

function clearRefusals(field) {
  for (const line of field.querySelectorAll('[id*="-refusal-"]')) line.remove();
  if (!field.querySelector(".error")) field.classList.remove("bad");
}

function refuse(field, refusals, before) {
  const said = field.querySelector("[data-said]");
  if (!said || refusals.length === 0) return;
  const control = field.querySelector("input[type=file]");
  field.classList.add("bad");
  for (const words of refusals) {
    const number = said.querySelectorAll('[id*="-refusal-"]').length + 1;
    const line = element("p", { class: "error", id: `${control.id}-refusal-${number}` });
    line.append(icon("error"), element("span", {}, element("span", { class: "vh" }, before), words));
    said.append(line);
  }
  describe(said, field);
}
