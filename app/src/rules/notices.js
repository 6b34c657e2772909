/** Which reminders stand, and which of them are to be shown by now. */

import { daysAfter } from "../data/clocks.js";

/** @import { Notice, View } from "../shapes.js" */

const LONGEST_WAIT_MS = 60_000;
/** So long a push may be on its way: the server spreads them over a minute. */
export const PUSH_TAKES_MS = 3 * 60_000;

/**
 * Return the notices that stand after an answer: those that it tells, and those that were due by then,
 * which it tells no more, until they expire.
 * @param {readonly Notice[]} before @param {readonly Notice[]} told @param {number} nowMs by the server's clock
 */
export function standing(before, told, nowMs) {
  const ids = new Set(told.map((each) => each.reminder_id));
  const due = before.filter((each) => !ids.has(each.reminder_id) && Date.parse(each.due_at) <= nowMs);
  return [...due.filter((each) => Date.parse(each.expires_at) > nowMs), ...told];
}

/** Tell whether there is still something to be reminded of. @param {View} view @param {Notice} notice */
export function isOpen(view, { slot, local_date, prescription_id }) {
  if (slot === "check_in") return !view.days.get(local_date)?.check_in.done;
  // Named by its Sunday, answered by its Monday.
  if (slot === "weekly_check_in") return !view.weeks.has(daysAfter(local_date, -6));
  if (view.home?.paused.some((each) => each.prescription_id === prescription_id)) return false;
  if (view.days.get(local_date)?.excused) return false;
  // A habit is told for its whole day.
  const logs = [slot, "day"].map((each) => view.logs.get(`${prescription_id} ${local_date} ${each}`));
  return logs.every((log) => !log || log.undone);
}

/**
 * Return which notices to show now, and when to look again.
 * @param {readonly Notice[]} notices
 * @param {ReadonlySet<string>} shown the tags of those that this phone has shown, the ids of those that were pushed to it
 * @param {number} nowMs by the server's clock
 * @param {number} graceMs so long a push is waited for, which says the same
 */
export function dueNow(notices, shown, nowMs, graceMs = 0) {
  const isShown = (/** @type {Notice} */ each) => shown.has(tagOf(each)) || shown.has(each.reminder_id);
  const at = (/** @type {Notice} */ each) => Date.parse(each.due_at) + graceMs;
  const still = notices.filter((each) => !isShown(each) && Date.parse(each.expires_at) > nowMs);
  const due = still.filter((each) => at(each) <= nowMs);
  const next = Math.min(...still.filter((each) => !due.includes(each)).map((each) => at(each) - nowMs));
  return { due, waitMs: Math.min(LONGEST_WAIT_MS, Math.max(1_000, next)) };
}

/** @param {Notice} notice */
export function tagOf(notice) {
  return `${notice.reminder_id} ${notice.due_at}`;
}
