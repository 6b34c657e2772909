/** Which reminders are to be shown by now. */

/** @import { Notice } from "../shapes.js" */

const LONGEST_WAIT_MS = 60_000;

/**
 * Return which notices to show now, and when to look again.
 * @param {readonly Notice[]} notices @param {ReadonlySet<string>} shown @param {number} nowMs by the server's clock
 */
export function dueNow(notices, shown, nowMs) {
  const standing = notices.filter((each) => !shown.has(tagOf(each)) && Date.parse(each.expires_at) > nowMs);
  const due = standing.filter((each) => Date.parse(each.due_at) <= nowMs);
  const next = Math.min(...standing.filter((each) => !due.includes(each)).map((each) => Date.parse(each.due_at) - nowMs));
  return { due, waitMs: Math.min(LONGEST_WAIT_MS, Math.max(1_000, next)) };
}

/** @param {Notice} notice */
export function tagOf(notice) {
  return `${notice.reminder_id} ${notice.due_at}`;
}
