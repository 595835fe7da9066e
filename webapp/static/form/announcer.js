/**
 * Read out politely, once per burst: 700 ms after the last change.
 *
 * @module
 */

const PAUSE_MS = 700;

/** Writes into one live region that is in the page from the start. */
export class Announcer {
  /** @param {HTMLElement | null} place */
  constructor(place) {
    this.place = place;
    this.timer = 0;
    this.said = "";
  }

  /** Say something soon, in place of what was to be said. */
  later(words) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.say(words), PAUSE_MS);
  }

  say(words) {
    clearTimeout(this.timer);
    if (this.place && this.place.textContent !== words) this.place.textContent = words;
  }
}
