/**
 * Which fixed texts are shown at once, before any network: the server's own choice, made here too.
 * The texts come with sync; which flag has which is in `content/safety/`, its level in the vocabulary.
 */

/** @import { Entry, Log, SafetyText } from "../shapes.js" */

/** The most severe first. */
export const SEVERITY = ["emergency", "crisis_line", "urgent", "exercise_stop"];
/** @type {Record<string, string>} */
export const BY_RED_FLAG = { thoughts_of_suicide: "crisis_line" };
/** @type {Record<string, string>} */
export const BY_STOP_SIGN = { chest_pain: "emergency" };
const RISE = 2;

/**
 * Return the keys of the texts of red flags, the most severe first.
 * @param {readonly string[]} flags
 * @param {readonly Entry[]} entries the red flags of the vocabulary
 */
export function keysOfFlags(flags, entries) {
  const levels = new Map(entries.map((entry) => [entry.code, entry.level ?? "urgent"]));
  return inOrder(flags.map((flag) => BY_RED_FLAG[flag] ?? levels.get(flag) ?? "urgent"));
}

/**
 * Return the keys of the texts of a log that stops its exercise; none if it does not.
 * @param {Pick<Log, "stop_signs" | "pain_before" | "pain_after">} log
 * @param {number} maxPain
 */
export function keysOfStop({ stop_signs, pain_before, pain_after }, maxPain) {
  const rose = pain_before !== null && pain_after !== null && pain_after - pain_before >= RISE;
  const isAbove = pain_after !== null && pain_after > maxPain && (pain_before === null || pain_after > pain_before);
  if (!rose && !isAbove && stop_signs.length === 0) return [];
  const own = stop_signs.flatMap((sign) => BY_STOP_SIGN[sign] ?? []);
  return inOrder(["exercise_stop", ...own]);
}

/** Return the texts of keys that there are. @param {readonly string[]} keys @param {ReadonlyMap<string, SafetyText>} texts */
export function textsOf(keys, texts) {
  return keys.flatMap((key) => texts.get(key) ?? []);
}

/** Return the number to call that a text names, if it names one. @param {string} body */
export function numberIn(body) {
  return /\b\d{3,6}\b/.exec(body)?.[0];
}

/** @param {readonly string[]} keys */
function inOrder(keys) {
  return SEVERITY.filter((key) => keys.includes(key));
}
