/** The app's words, in English and Spanish; what the server says comes in the same language. */

import { EN } from "../texts/en.js";
import { ES } from "../texts/es.js";

/** @type {Record<string, Record<string, string>>} */
export const CATALOGUES = { en: EN, es: ES };

let current = chosen(undefined, globalThis.navigator?.languages ?? []);

/**
 * Return the language to show: the account's, else the first of the browser's that there is.
 * @param {string | undefined} account
 * @param {readonly string[]} browsers
 */
export function chosen(account, browsers) {
  const wanted = [...(account ? [account] : []), ...browsers];
  return wanted.map((each) => each.slice(0, 2).toLowerCase()).find((each) => each in CATALOGUES) ?? "en";
}

/** Return the language that is shown. */
export function language() {
  return current;
}

/** Show another language; returns whether it is another. @param {string} next */
export function speak(next) {
  const changes = next !== current;
  current = next;
  if (globalThis.document) document.documentElement.lang = next;
  return changes;
}

/**
 * Return the words of a key, its placeholders filled.
 * @param {string} key
 * @param {Record<string, string | number>} values
 */
export function t(key, values = {}) {
  const text = CATALOGUES[current]?.[key] ?? EN[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * Return the words of a key that counts `{n}` things, of one or of many.
 * @param {string} key
 * @param {number} n
 * @param {Record<string, string | number>} values
 */
export function tn(key, n, values = {}) {
  const form = new Intl.PluralRules(current).select(n) === "one" ? "one" : "other";
  return t(`${key}.${form}`, { n, ...values });
}

/**
 * Return a date in words, such as "Thursday 20 November".
 * @param {string} date
 * @param {Intl.DateTimeFormatOptions} how
 */
export function dayName(date, how = { weekday: "long", day: "numeric", month: "long" }) {
  const text = new Intl.DateTimeFormat(current === "en" ? "en-GB" : current, { ...how, timeZone: "UTC" });
  return text.format(new Date(`${date}T00:00:00Z`));
}

/** Return an instant in words, by the phone's own clock. @param {string} at */
export function moment(at) {
  const how = /** @type {const} */ ({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  return new Intl.DateTimeFormat(current === "en" ? "en-GB" : current, how).format(new Date(at));
}
