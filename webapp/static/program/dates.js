/**
 * Days of the Gregorian calendar as whole numbers: 1 is 1 January of year 1.
 *
 * No `Date` is used, so no clock, zone or summer time can shift a day. Both ends of a
 * stretch count, and nothing is ever reversed.
 *
 * @module
 */

const LAST_YEAR = 9999;
const DAYS_IN_400_YEARS = 146097;

/** A day outside the years that the calendar can tell. */
export class DateError extends Error {}

/**
 * @param {number} year
 * @returns {boolean}
 */
function isLeap(year) {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/**
 * @param {number} year
 * @param {number} month
 * @returns {number}
 */
export function daysInMonth(year, month) {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/**
 * Give a day's number.
 *
 * @param {number} year
 * @param {number} month
 * @param {number} day
 * @returns {number}
 */
export function ordinal(year, month, day) {
  // Years begin in March here, so that the leap day is the last one.
  const shifted = month > 2 ? year : year - 1;
  const ofYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day;
  const leaps =
    Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return shifted * 365 + leaps + ofYear - 306;
}

/**
 * Give year, month and day of a day's number.
 *
 * @param {number} day
 * @returns {{year: number, month: number, day: number}}
 */
export function parts(day) {
  const since = day + 305;
  const era = Math.floor(since / DAYS_IN_400_YEARS);
  const ofEra = since - era * DAYS_IN_400_YEARS;
  const yearOfEra = Math.floor(
    (ofEra -
      Math.floor(ofEra / 1460) +
      Math.floor(ofEra / 36524) -
      Math.floor(ofEra / 146096)) /
      365,
  );
  const ofYear =
    ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * ofYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: ofYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

/**
 * Read a day written as in ISO 8601: `2022-06-06`, or a month: `2022-06`.
 *
 * @param {string} text
 * @returns {number}
 */
export function fromIso(text) {
  const [year = 0, month = 1, day = 1] = text.split("-").map(Number);
  return ordinal(year, month, day);
}

/**
 * @param {number} number
 * @param {number} width
 * @returns {string}
 */
function padded(number, width) {
  return String(number).padStart(width, "0");
}

/**
 * Write a day as in ISO 8601.
 *
 * @param {number} day
 * @returns {string}
 */
export function toIso(day) {
  const { year, month, day: ofMonth } = parts(day);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(ofMonth, 2)}`;
}

/**
 * Write a day as the house does: `06.06.2022`.
 *
 * @param {number} day
 * @returns {string}
 */
export function house(day) {
  const { year, month, day: ofMonth } = parts(day);
  return `${padded(ofMonth, 2)}.${padded(month, 2)}.${padded(year, 4)}`;
}

/**
 * Give a day if there is such a one, else null.
 *
 * @param {number} year
 * @param {number} month
 * @param {number} day
 * @returns {number | null}
 */
export function existing(year, month, day) {
  const exists =
    year >= 1 &&
    year <= LAST_YEAR &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(year, month);
  return exists ? ordinal(year, month, day) : null;
}

/**
 * Give a day of a month, its last one where it has fewer.
 *
 * @param {number} year
 * @param {number} month
 * @param {number} day
 * @returns {number}
 * @throws {DateError} The year is beyond the calendar.
 */
export function makeDate(year, month, day) {
  if (!(year >= 1 && year <= LAST_YEAR)) throw new DateError();
  return ordinal(year, month, Math.min(day, daysInMonth(year, month)));
}

/**
 * Count the days from start to end, both included; 0 where they are reversed.
 *
 * @param {number} start
 * @param {number} end
 * @returns {number}
 */
export function daysBetween(start, end) {
  return Math.max(0, end - start + 1);
}

/**
 * Give the first day of a day's month.
 *
 * @param {number} day
 * @returns {number}
 */
export function firstOfMonth(day) {
  return day - parts(day).day + 1;
}

/**
 * Give the last day of a day's month.
 *
 * @param {number} day
 * @returns {number}
 */
export function lastOfMonth(day) {
  const { year, month } = parts(day);
  return ordinal(year, month, daysInMonth(year, month));
}

/**
 * Move by months, staying in the month: 31 January plus 1 is 28 or 29 February.
 *
 * @param {number} day
 * @param {number} count
 * @returns {number}
 * @throws {DateError} The result is beyond the calendar's years.
 */
export function addMonths(day, count) {
  const { year, month, day: ofMonth } = parts(day);
  const index = year * 12 + month - 1 + count;
  return makeDate(Math.floor(index / 12), (((index % 12) + 12) % 12) + 1, ofMonth);
}

/**
 * Move by days.
 *
 * @param {number} day
 * @param {number} count
 * @returns {number}
 * @throws {DateError} The result is beyond the calendar's years.
 */
export function addDays(day, count) {
  const moved = day + count;
  if (!(moved >= 1 && moved <= ordinal(LAST_YEAR, 12, 31))) throw new DateError();
  return moved;
}

/**
 * Give 1 for Monday to 7 for Sunday (ISO 8601).
 *
 * @param {number} day
 * @returns {number}
 */
export function weekday(day) {
  return ((day - 1) % 7) + 1;
}

/**
 * Count the months begun from start to end; 0 where they are reversed.
 *
 * @param {number} start
 * @param {number} end
 * @returns {number}
 */
export function monthsBetween(start, end) {
  if (end < start) return 0;
  const [from, to] = [parts(start), parts(end)];
  const whole = (to.year - from.year) * 12 + to.month - from.month;
  return whole + (addMonths(start, whole) <= end ? 1 : 0);
}

/**
 * Give completed years; who is born on 29 February completes them on 1 March.
 *
 * @param {number} birth
 * @param {number} on
 * @returns {number}
 */
export function age(birth, on) {
  const [born, now] = [parts(birth), parts(on)];
  const before =
    now.month < born.month || (now.month === born.month && now.day < born.day);
  return Math.max(0, now.year - born.year - (before ? 1 : 0));
}
