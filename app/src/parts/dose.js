/** A dose in words. */

import { t, tn } from "../words.js";

/** @param {import("../shapes.js").Dose} dose */
export function doseInWords({ sets, reps, hold_s, duration_min }) {
  const parts = [];
  if (sets && sets > 1 && reps) parts.push(t("dose.sets_of", { sets, reps }));
  else if (reps) parts.push(tn("dose.reps", reps));
  else if (sets && sets > 1) parts.push(tn("dose.sets", sets));
  if (hold_s) parts.push(t("dose.hold", { seconds: hold_s }));
  if (duration_min) parts.push(t("dose.minutes", { minutes: duration_min }));
  return parts.join(" · ");
}
