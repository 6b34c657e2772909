import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { EN } from "../../../app/texts/en.js";
import { ES } from "../../../app/texts/es.js";
import { chosen, speak, t, tn } from "../../../app/src/words.js";

const SRC = new URL("../../../app/src/", import.meta.url);
const sources = readdirSync(SRC, { recursive: true })
  .filter((name) => name.endsWith(".js"))
  .map((name) => readFileSync(new URL(name, SRC), "utf8"))
  .join("\n");
const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();
/** Keys that are put together: what may come behind these. */
const MADE = ["do.", "remind.", "kind.", "deed.", "map.", "refused."];
const QUOTED = /"((?:[a-z_]+)\.[\w.-]+)"/g;

test("both languages say the same things, with the same placeholders", () => {
  assert.deepEqual(Object.keys(ES).sort(), Object.keys(EN).sort());
  for (const [key, text] of Object.entries(EN)) assert.deepEqual(placeholders(ES[key]), placeholders(text), key);
});

test("every key that a screen asks for is there", () => {
  const starts = new Set(Object.keys(EN).map((key) => key.split(".")[0]));
  const quoted = [...sources.matchAll(QUOTED)].map((found) => found[1]);
  const asked = quoted.filter((key) => starts.has(key.split(".")[0]) && !MADE.includes(key) && !key.endsWith(".js"));
  const isThere = (key) => key in EN || `${key}.other` in EN;
  assert.deepEqual(asked.filter((key) => !isThere(key)), []);
  const counted = [...sources.matchAll(/\btn\(\s*"([\w.-]+)"/g)].flatMap((found) => [`${found[1]}.one`, `${found[1]}.other`]);
  assert.deepEqual(counted.filter((key) => !(key in EN)), []);
  assert.ok(asked.length > 100);
});

test("every key is asked for", () => {
  const isAsked = (key) => MADE.some((start) => key.startsWith(start)) || sources.includes(`"${key.replace(/\.(one|other)$/, "")}"`);
  assert.deepEqual(Object.keys(EN).filter((key) => !isAsked(key)), []);
});

test("the account's language goes before the browser's", () => {
  assert.equal(chosen("es-MX", ["en-GB"]), "es");
  assert.equal(chosen("de", ["fr", "es-AR", "en"]), "es");
  assert.equal(chosen(undefined, ["fr"]), "en");
});

test("one and many are told apart", () => {
  speak("es");
  assert.equal(tn("week.done", 1), "1 hecho");
  assert.equal(tn("week.done", 2), "2 hechos");
  speak("en");
  assert.equal(t("today.until", { date: "Monday" }), "until Monday");
});
