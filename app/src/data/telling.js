/** What she tells, made into changes of the queue: with the id that its date or slot has already. */

import { state } from "../state.js";
import { uuid7 } from "./ids.js";
import { keysOfFlags, textsOf } from "../rules/safety.js";
import { slotKey } from "./overlay.js";
import { enqueue } from "./queue.js";

/** @import { Log, Outcome, Spot, Week } from "../shapes.js" */
/** @import { Answers } from "../rules/check_in.js" */

/**
 * Tell what became of a slot; no outcome takes back what was told.
 * @param {{ prescription_id: string, local_date: string, slot: string }} of
 * @param {{ outcome: Outcome | null } & Partial<Omit<Log, "outcome">>} said
 * @param {readonly string[]} keys of the safety texts that follow at once
 */
export async function saveLog(of, { outcome, ...said }, keys = []) {
  const known = state.view.logs.get(slotKey(of));
  if (outcome === null) {
    if (known) await enqueue("log_undo", {}, known.id);
    return;
  }
  const token = state.planToken ? { plan_token: state.planToken } : {};
  await enqueue("log", { ...of, outcome, ...said, ...token }, known?.id ?? uuid7(), shownOf(keys));
}

/** Tell a check-in; the texts of its red flags are shown as each is tapped. @param {string} date @param {Answers} answers */
export function saveCheckIn(date, answers) {
  const known = state.view.checkIns.get(date);
  const keys = keysOfFlags(answers.red_flags, state.library?.groups["red_flags"] ?? []);
  return enqueue("check_in", { date, ...answers }, known?.id ?? uuid7(), shownOf(keys));
}

/** @param {string} monday @param {Partial<Week>} answers */
export function saveWeek(monday, answers) {
  const known = state.view.weeks.get(monday);
  return enqueue("weekly_check_in", { monday, ...answers }, known?.id ?? uuid7());
}

/** Return the keys of those texts that the phone has to show. @param {readonly string[]} keys */
function shownOf(keys) {
  return textsOf(keys, state.view.safetyTexts).map((each) => each.key);
}
