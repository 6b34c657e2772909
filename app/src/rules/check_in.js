/** A check-in while it is filled in: one question after the other, and none has to be answered. */

/** @import { CheckIn, Question, Spot } from "../shapes.js" */

/** Kinds that one tap answers: these are asked one after the other, the rest together at the end. */
export const ONE_TAP = ["scale", "hours", "yes_no"];
/** Of these one tap answers by a button; others by "other". */
export const HOURS = [4, 5, 5.5, 6, 6.5, 7, 7.5, 8, 8.5, 9];

/** @typedef {Omit<CheckIn, "id" | "date" | "recorded_at">} Answers */

/** Return nothing answered, or what was answered before. @param {CheckIn | undefined} before @returns {Answers} */
export function answersOf(before) {
  return {
    pain_average: before?.pain_average ?? null,
    pain_worst: before?.pain_worst ?? null,
    sleep_quality: before?.sleep_quality ?? null,
    sleep_hours: before?.sleep_hours ?? null,
    stress: before?.stress ?? null,
    pain_medicine: before?.pain_medicine ?? null,
    impact: before?.impact ?? null,
    body_map: before?.body_map ?? [],
    red_flags: before?.red_flags ?? [],
    note: before?.note ?? null,
    duration_s: before?.duration_s ?? null,
  };
}

/** Return the questions that are asked one after the other. @param {readonly Question[]} questions */
export function quickOnes(questions) {
  return questions.filter((each) => ONE_TAP.includes(each.kind));
}

/**
 * Return whole seconds between two instants, as long as somebody may have been at it.
 * @param {number} fromMs @param {number} toMs
 */
export function durationS(fromMs, toMs) {
  return Math.max(0, Math.min(86_400, Math.round((toMs - fromMs) / 1000)));
}

/**
 * Return the spots after a tap on a place: added where it was not, else taken away.
 * @param {readonly Spot[]} spots @param {{ region: string, side: string | null }} place
 * @returns {Spot[]}
 */
export function toggled(spots, place) {
  const others = spots.filter((each) => !isAt(each, place));
  return others.length < spots.length ? others : [...spots, { ...place, role: "source", tingling: false }];
}

/** @param {readonly Spot[]} spots @param {{ region: string, side: string | null }} place @param {Partial<Spot>} said @returns {Spot[]} */
export function changed(spots, place, said) {
  return spots.map((each) => (isAt(each, place) ? { ...each, ...said } : each));
}

/** @param {{ region: string, side: string | null }} spot @param {{ region: string, side: string | null }} place */
export function isAt(spot, place) {
  if (spot.region !== place.region) return false;
  return spot.side === place.side || spot.side === "both" || (!spot.side && !place.side);
}
