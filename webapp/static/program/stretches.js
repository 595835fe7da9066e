/**
 * Stretches of days: cut into pieces, and found where they overlap.
 *
 * @module
 */

/**
 * Cut a stretch where a new piece begins; both ends of a piece are its own.
 *
 * @param {number} start
 * @param {number} end
 * @param {number[]} cuts - ascending
 * @returns {[number, number][]}
 */
export function pieces(start, end, cuts) {
  const starts = [start, ...cuts.filter((cut) => start < cut && cut <= end)];
  return starts.map((first, at) => [first, (starts[at + 1] ?? end + 1) - 1]);
}

/**
 * Give the indices of stretches that share a day with another, ascending.
 *
 * @param {[number, number, number][]} stretches - start, end, index
 * @returns {number[]}
 */
export function overlapping(stretches) {
  const forward = stretches
    .filter(([start, end]) => start <= end)
    .sort((one, other) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2]);
  const found = new Set();
  let latest = -Infinity;
  forward.forEach(([start, end, index], at) => {
    const following = forward[at + 1]?.[0] ?? Infinity;
    if (start <= latest || following <= end) found.add(index);
    latest = Math.max(latest, end);
  });
  return Array.from(found).sort((one, other) => one - other);
}
