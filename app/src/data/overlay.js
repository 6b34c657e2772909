/** Lays what waits in the queue over the records, so that what was said is seen at once. */

import { daysAfter } from "./clocks.js";

/** @import { Change, Day, KeptRecord, Log, Spot, View } from "../shapes.js" */

/** @typedef {(view: View, change: Change) => void} Lay */

/**
 * Return what is shown of the records with what waits laid over them, oldest first.
 * @param {readonly KeptRecord[]} records
 * @param {readonly Change[]} queue
 * @returns {View}
 */
export function viewOf(records, queue) {
  const view = nothing();
  for (const record of records) take(view, structuredClone(record));
  for (const change of queue) LAYERS[change.kind]?.(view, structuredClone(change));
  view.appointments.sort((a, b) => a.starts_at.localeCompare(b.starts_at));
  view.excused.sort((a, b) => a.from.localeCompare(b.from));
  return view;
}

/** @returns {View} */
export function nothing() {
  return {
    settings: null, home: null, days: new Map(), exercises: new Map(), prescriptions: new Map(),
    checkIns: new Map(), logs: new Map(), weeks: new Map(), appointments: [], excused: [], goals: [],
    planChanges: [], safetyTexts: new Map(),
  };
}

/** Return the key of a slot. @param {{prescription_id: string, local_date: string, slot: string}} of */
export function slotKey(of) {
  return `${of.prescription_id} ${of.local_date} ${of.slot}`;
}

/** @param {View} view @param {KeptRecord} record */
function take(view, { kind, id, body }) {
  if (kind === "settings") view.settings = body;
  else if (kind === "home") view.home = body;
  else if (kind === "day") view.days.set(id, body);
  else if (kind === "exercise") view.exercises.set(id, body);
  else if (kind === "prescription") view.prescriptions.set(id, body);
  else if (kind === "check_in") view.checkIns.set(body.date, body);
  else if (kind === "log") view.logs.set(slotKey(body), body);
  else if (kind === "weekly_check_in") view.weeks.set(body.monday, body);
  else if (kind === "appointment") view.appointments.push(body);
  else if (kind === "excused") view.excused.push(body);
  else if (kind === "goal") view.goals.push(body);
  else if (kind === "plan_change") view.planChanges.push(body);
  else if (kind === "safety_text") view.safetyTexts.set(id, body);
}

/** @type {Record<string, Lay>} */
const LAYERS = {
  check_in(view, { id, body }) {
    view.checkIns.set(body.date, { ...body, id });
    const day = view.days.get(body.date);
    if (day) day.check_in.done ||= isAnswered(body);
    if (body.red_flags?.length) pauseAll(view);
  },
  check_in_undo(view, { body }) {
    view.checkIns.delete(body.date);
    const day = view.days.get(body.date);
    if (day) day.check_in.done = false;
  },
  log(view, { id, body }) {
    view.logs.set(slotKey(body), { ...body, id, undone: false });
    mark(view, body, body.outcome);
    if (body.stop_signs?.length) pause(view, body.prescription_id);
  },
  log_undo(view, { id }) {
    const log = [...view.logs.values()].find((each) => each.id === id);
    if (!log) return;
    log.undone = true;
    mark(view, log, null);
  },
  weekly_check_in(view, { id, body }) {
    view.weeks.set(body.monday, { ...body, id });
    const asked = view.home?.weekly_check_in;
    if (asked && asked.monday === body.monday) asked.done = true;
  },
  feedback(view, { id, body }) {
    const session = view.appointments.find((each) => each.id === id);
    if (session) session.feedback = body;
    const { home } = view;
    const asked = home?.feedback;
    if (!home || !asked || asked.appointment_id !== id) return;
    const told = new Set(body.soreness.map((/** @type {{date: string}} */ each) => each.date));
    asked.soreness_dates_missing = asked.soreness_dates_missing.filter((date) => !told.has(date));
    asked.pressure = body.pressure;
    if (asked.pressure && asked.soreness_dates_missing.length === 0) home.feedback = null;
  },
  excused(view, { id, body }) {
    view.excused = view.excused.filter((each) => each.id !== id);
    view.excused.push({ id, from: body.from, to: body.to, reason: body.reason, by: "client" });
    for (const day of spanned(view, body.from, body.to)) day.excused = body.reason;
  },
  excused_undo(view, { id }) {
    const gone = view.excused.find((each) => each.id === id);
    view.excused = view.excused.filter((each) => each.id !== id);
    if (!gone) return;
    for (const day of spanned(view, gone.from, gone.to)) {
      day.excused = view.excused.find((each) => each.from <= day.on && day.on <= each.to)?.reason ?? null;
    }
  },
  acknowledgement(view, { body }) {
    view.planChanges = view.planChanges.filter(
      (each) => each.prescription_id !== body.prescription_id || each.version > body.version,
    );
  },
  settings(view, { body }) {
    const { recorded_at, sent_at, ...said } = body;
    if (view.settings) view.settings = { ...view.settings, ...said };
  },
};

/** @param {any} body */
function isAnswered(body) {
  const { id, date, recorded_at, duration_s, sent_at, ...answers } = body;
  return Object.values(answers).some((value) => (Array.isArray(value) ? value.length > 0 : value != null));
}

/** @param {View} view @param {Pick<Log, "prescription_id" | "local_date" | "slot">} of @param {Log["outcome"] | null} outcome */
function mark(view, of, outcome) {
  for (const day of view.days.values()) {
    for (const item of day.items) {
      if (item.prescription_id !== of.prescription_id) continue;
      for (const slot of item.slots) {
        if (slot.slot === of.slot && slot.local_date === of.local_date) slot.outcome = outcome;
      }
    }
    if (day.on !== of.local_date || of.slot !== "day") continue;
    for (const habit of day.habits) if (habit.prescription_id === of.prescription_id) habit.logged = outcome;
  }
}

/** Show an item as stopped, as the server will stop it. @param {View} view @param {string} id */
function pause(view, id) {
  const home = view.home;
  if (!home || home.paused.some((each) => each.prescription_id === id)) return;
  const slug = view.prescriptions.get(id)?.exercise ?? "";
  const name = [...view.exercises.values()].find((each) => each.slug === slug)?.name ?? slug;
  home.paused.push({ exercise: slug, name, prescription_id: id, safety: true, until_at: null, until_local: null });
  home.paused_for_safety = true;
}

/** Show all exercises as stopped; harmless habits go on, which only the server can tell. @param {View} view */
function pauseAll(view) {
  for (const each of view.prescriptions.values()) {
    if (each.kind !== "habit" && each.state !== "stopped") pause(view, each.id);
  }
}

/** @param {View} view @param {string} from @param {string} to @returns {Day[]} */
function spanned(view, from, to) {
  const found = [];
  for (let date = from, n = 0; date <= to && n < 400; date = daysAfter(date, 1), n += 1) {
    const day = view.days.get(date);
    if (day) found.push(day);
  }
  return found;
}
