import assert from "node:assert/strict";
import { test } from "node:test";

import { slotKey, viewOf } from "../../../app/src/data/overlay.js";
import { doneOf, leftOpen, tasksOf, weekOf } from "../../../app/src/rules/days.js";

const ON = "2026-03-03";
const slot = (time) => ({ local_date: ON, slot: time, due_at: `${ON}T${time}:00Z`, due_local: { date: ON, time }, outcome: null });
const RECORDS = [
  { kind: "settings", id: "me", body: { timezone: "Europe/Berlin", locale: "en", reminder_cap: 6 } },
  { kind: "home", id: "home", body: { on: ON, paused: [], paused_for_safety: false, weekly_check_in: { monday: "2026-02-23", done: false }, feedback: { appointment_id: "s", pressure: null, soreness_dates_missing: ["2026-03-02", ON] }, streak: 3 } },
  { kind: "day", id: ON, body: { on: ON, excused: null, items: [{ prescription_id: "p", exercise: "chin-tuck/1", dose: {}, slots: [slot("17:30"), slot("08:30")] }], habits: [{ prescription_id: "h", exercise: "breaks/1", logged: null }], check_in: { done: false } } },
  { kind: "prescription", id: "p", body: { id: "p", exercise: "chin-tuck", kind: "strength", state: "active" } },
  { kind: "prescription", id: "h", body: { id: "h", exercise: "breaks", kind: "habit", state: "active" } },
  { kind: "exercise", id: "chin-tuck/1", body: { slug: "chin-tuck", version: "1", name: "Chin tuck" } },
  { kind: "plan_change", id: "p", body: { prescription_id: "p", version: 2 } },
  { kind: "appointment", id: "s", body: { id: "s", starts_at: "2026-03-02T09:00:00Z", feedback: null } },
  { kind: "of a later server", id: "x", body: {} },
];
const log = (time, outcome, more = {}) => ({ kind: "log", id: `log-${time}`, body: { prescription_id: "p", local_date: ON, slot: time, outcome, stop_signs: [], ...more } });
const outcomes = (view) => tasksOf(view, ON).map((task) => [task.slot.slot, task.slot.outcome]);

test("what waits is seen at once, and the records stay as they were", () => {
  const before = JSON.stringify(RECORDS);
  const view = viewOf(RECORDS, [log("08:30", "done"), { kind: "check_in", id: "c", body: { date: ON, pain_average: 0, red_flags: [] } }]);
  assert.deepEqual(outcomes(view), [["08:30", "done"], ["17:30", null]]);
  assert.equal(view.days.get(ON).check_in.done, true);
  assert.equal(view.checkIns.get(ON).id, "c");
  assert.deepEqual(doneOf(view, ON), { done: 1, due: 2 });
  assert.equal(JSON.stringify(RECORDS), before);
});

test("a check-in without an answer is none", () => {
  const view = viewOf(RECORDS, [{ kind: "check_in", id: "c", body: { date: ON, pain_average: null, body_map: [], duration_s: 3, recorded_at: "x" } }]);
  assert.equal(view.days.get(ON).check_in.done, false);
});

test("what is taken back is open again, and its id is found for the next time", () => {
  const view = viewOf(RECORDS, [log("08:30", "done"), { kind: "log_undo", id: "log-08:30", body: {} }]);
  assert.deepEqual(outcomes(view), [["08:30", null], ["17:30", null]]);
  assert.equal(view.logs.get(slotKey({ prescription_id: "p", local_date: ON, slot: "08:30" })).id, "log-08:30");
});

test("a red flag stops every exercise at once, not the habits", () => {
  const view = viewOf(RECORDS, [{ kind: "check_in", id: "c", body: { date: ON, red_flags: ["major_trauma"] } }]);
  assert.ok(tasksOf(view, ON).every((task) => task.isPaused));
  assert.deepEqual([view.home.paused_for_safety, view.home.paused.map((each) => each.name)], [true, ["Chin tuck"]]);
});

test("a stop sign stops its own exercise", () => {
  const view = viewOf(RECORDS, [log("08:30", "partial", { stop_signs: ["dizziness"] })]);
  assert.ok(tasksOf(view, ON).every((task) => task.isPaused));
});

test("a message that is read is gone, a newer one of the same item is not", () => {
  const read = (version) => viewOf(RECORDS, [{ kind: "acknowledgement", id: "a", body: { prescription_id: "p", version } }]).planChanges.length;
  assert.deepEqual([read(1), read(2)], [1, 0]);
});

test("days off are laid over the days, and taken back", () => {
  const add = { kind: "excused", id: "e", body: { from: "2026-03-01", to: "2026-03-09", reason: "sick" } };
  assert.equal(viewOf(RECORDS, [add]).days.get(ON).excused, "sick");
  const view = viewOf(RECORDS, [add, { kind: "excused_undo", id: "e", body: {} }]);
  assert.deepEqual([view.days.get(ON).excused, view.excused], [null, []]);
});

test("a session is asked about until all of it is said", () => {
  const say = (pressure, dates) => viewOf(RECORDS, [{ kind: "feedback", id: "s", body: { pressure, soreness: dates.map((date) => ({ date, value: 2 })), note: null } }]).home.feedback;
  assert.deepEqual(say("right", ["2026-03-02"]).soreness_dates_missing, [ON]);
  assert.equal(say("right", ["2026-03-02", ON]), null);
});

test("settings hold at once, what was not said stays", () => {
  const view = viewOf(RECORDS, [{ kind: "settings", id: "x", body: { locale: "es", recorded_at: "x" } }]);
  assert.deepEqual([view.settings.locale, view.settings.reminder_cap, "recorded_at" in view.settings], ["es", 6, false]);
});

test("of a day that is told no longer only what was logged is known", () => {
  const view = viewOf([...RECORDS, { kind: "log", id: "l", body: { prescription_id: "p", local_date: "2026-02-20", slot: "08:30", outcome: "done", undone: false } }], []);
  assert.deepEqual(weekOf(view, ["2026-02-20"]), [{ date: "2026-02-20", done: 1, due: null, isCheckedIn: false, excused: null }]);
});

test("what yesterday left open can be told today", () => {
  assert.equal(leftOpen(viewOf(RECORDS, [log("08:30", "done")]), "2026-03-04").length, 1);
});
