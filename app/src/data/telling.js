/** What she tells, made into changes of the queue: with the id that its date or slot has already. */

import { state } from "../state.js";
import { uuid7 } from "./ids.js";
import { slotKey } from "./overlay.js";
import { enqueue } from "./queue.js";

/** @import { Log, Outcome, Spot, Week } from "../shapes.js" */
/** @import { Answers } from "../rules/check_in.js" */

/**
 * Tell what became of a slot; no outcome takes back what was told.
 * @param {{ prescription_id: string, local_date: string, slot: string }} of
 * @param {{ outcome: Outcome | null } & Partial<Omit<Log, "outcome">>} said
 */
export async function saveLog(of, { outcome, ...said }) {
  const known = state.view.logs.get(slotKey(of));
  if (outcome === null) {
    if (known) await enqueue("log_undo", {}, known.id);
    return;
  }
  const token = state.planToken ? { plan_token: state.planToken } : {};
  await enqueue("log", { ...of, outcome, ...said, ...token }, known?.id ?? uuid7());
}

/** @param {string} date @param {Answers} answers */
export function saveCheckIn(date, answers) {
  const known = state.view.checkIns.get(date);
  return enqueue("check_in", { date, ...answers }, known?.id ?? uuid7());
}

/**
 * Tell red flags of a date, beside all that was told of it already.
 * @param {string} date @param {readonly string[]} flags @param {Answers} before
 */
export function saveFlags(date, flags, before) {
  return saveCheckIn(date, { ...before, red_flags: [...new Set([...before.red_flags, ...flags])] });
}

/** @param {string} monday @param {Partial<Week>} answers */
export function saveWeek(monday, answers) {
  const known = state.view.weeks.get(monday);
  return enqueue("weekly_check_in", { monday, ...answers }, known?.id ?? uuid7());
}
