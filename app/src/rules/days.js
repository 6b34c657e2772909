/** What a day asks for, as it is shown. */

import { daysAfter } from "../data/clocks.js";

/** @import { Day, DayHabit, DayItem, Exercise, Slot, View } from "../shapes.js" */

/** @typedef {{ item: DayItem, slot: Slot, exercise: Exercise | undefined, isPaused: boolean }} Task */
/** @typedef {{ habit: DayHabit, exercise: Exercise | undefined }} Habit */

/** Return the slots of a day by their times. @param {View} view @param {string} date @returns {Task[]} */
export function tasksOf(view, date) {
  const paused = new Set(view.home?.paused.map((each) => each.prescription_id));
  const tasks = (view.days.get(date)?.items ?? []).flatMap((item) =>
    item.slots.map((slot) => ({
      item, slot, exercise: view.exercises.get(item.exercise),
      isPaused: paused.has(item.prescription_id),
    })),
  );
  return tasks.sort((a, b) => a.slot.due_at.localeCompare(b.slot.due_at));
}

/** @param {View} view @param {string} date @returns {Habit[]} */
export function habitsOf(view, date) {
  const habits = view.days.get(date)?.habits ?? [];
  return habits.map((habit) => ({ habit, exercise: view.exercises.get(habit.exercise) }));
}

/** Return what is still open of the day before, which can be logged until today ends. @param {View} view @param {string} date */
export function leftOpen(view, date) {
  const before = daysAfter(date, -1);
  if (view.days.get(before)?.excused) return [];
  return tasksOf(view, before).filter((task) => task.slot.outcome === null && !task.isPaused);
}

/** Return the task of a slot. @param {View} view @param {{rx: string, date: string, slot: string}} of */
export function taskOf(view, { rx, date, slot }) {
  for (const day of view.days.values()) {
    const found = tasksOf(view, day.on).find(
      (task) => task.item.prescription_id === rx && task.slot.local_date === date && task.slot.slot === slot,
    );
    if (found) return found;
  }
  return undefined;
}

/** Return how many slots of a day are done, of how many. @param {View} view @param {string} date */
export function doneOf(view, date) {
  const tasks = tasksOf(view, date);
  const done = tasks.filter(({ slot }) => slot.outcome === "done" || slot.outcome === "partial").length;
  return { done, due: tasks.length };
}

/**
 * Return the seven days of the week of a date. Of days that are told no longer only what was logged is known: `due` is null.
 * @param {View} view @param {readonly string[]} dates
 * @returns {{ date: string, done: number, due: number | null, isCheckedIn: boolean, excused: string | null }[]}
 */
export function weekOf(view, dates) {
  return dates.map((date) => {
    const day = view.days.get(date);
    const logs = [...view.logs.values()].filter((log) => log.local_date === date && log.slot !== "day" && !log.undone);
    const done = logs.filter((log) => log.outcome === "done" || log.outcome === "partial").length;
    const excused = day?.excused ?? view.excused.find((each) => each.from <= date && date <= each.to)?.reason ?? null;
    const isCheckedIn = day?.check_in.done ?? view.checkIns.has(date);
    return day ? { date, ...doneOf(view, date), isCheckedIn, excused } : { date, done, due: null, isCheckedIn, excused };
  });
}
