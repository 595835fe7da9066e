/**
 * Asks the browser's modules: one JSON object per line in, one out.
 *
 * `{"define": name, "program": …}` gives a program, `{"program": name, …}` a request
 * to judge, `{"reading": …, "raw": …}` one answer to read.
 */

import { createInterface } from "node:readline";

import Decimal from "../../webapp/static/vendor/decimal.mjs";
import { assess } from "../../webapp/static/program/assess.js";
import { derivable, explain } from "../../webapp/static/program/explain.js";
import { dump, formatValue, shown } from "../../webapp/static/program/formats.js";
import { read, Rejection } from "../../webapp/static/program/reading.js";
import { worded } from "../../webapp/static/program/texts.js";

const programs = new Map();

/** Keep what JavaScript's numbers would lose. */
function exactly(_, value, { source } = {}) {
  if (typeof value !== "number" || source === undefined) return value;
  if (!/^-?[0-9]+$/.test(source)) return new Decimal(source);
  return Number.isSafeInteger(value) ? value : BigInt(source);
}

/** Write what JSON has no JavaScript type for. */
function plainly(_, value) {
  if (value instanceof Set) return Array.from(value).sort();
  return typeof value === "bigint" ? JSON.rawJSON(value.toString()) : value;
}

function judged({ program: name, answers, applicant, day }) {
  const program = programs.get(name);
  const { working, ...found } = assess(program, answers, applicant, day);
  const texts = {};
  for (const [key, value] of Object.entries(found.values)) {
    texts[key] = formatValue(program, key, value);
  }
  for (const [path, rows] of Object.entries(found.rows)) {
    rows.forEach((row, index) => {
      for (const [key, value] of Object.entries(row.values)) {
        const own = `${path}[${index}].${key}`;
        texts[own] = formatValue(program, own, value);
      }
    });
  }
  const lines = {};
  for (const path of derivable(program, { working, ...found })) {
    lines[path] = explain(program, { working, ...found }, path);
  }
  return { ...found, texts, lines };
}

function readOne({ reading, raw, kind, places }) {
  const field = { kind, places };
  try {
    const { value, judged: isJudged } = read(reading, raw);
    if (value === null) return { empty: true };
    const text = shown(field, reading, value);
    return { value: dump(field, value), text, judged: isJudged };
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    const { code, words, params } = error.refusal;
    return { code, words: worded(words, params) };
  }
}

function answer(line) {
  const asked = JSON.parse(line, exactly);
  if (asked.define !== undefined) {
    programs.set(asked.define, JSON.parse(line).program);
    return {};
  }
  try {
    return "reading" in asked ? readOne(asked) : judged(asked);
  } catch (error) {
    return { failed: `${error.stack}` };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answer(line), plainly)}\n`);
}
