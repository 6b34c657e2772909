/** The plan: all that is on it these days, with its pictures. */

import { doseInWords } from "../parts/dose.js";
import { Screen } from "../parts/frame.js";
import { html } from "../parts/html.js";
import { Picture } from "../parts/picture.js";
import { slotPath } from "../parts/router.js";
import { habitsOf, tasksOf } from "../rules/days.js";
import { state } from "../state.js";
import { t } from "../words.js";

export function Plan() {
  const { view } = state;
  const days = [...view.days.keys()].sort();
  /** @type {Map<string, import("../rules/days.js").Task>} */
  const tasks = new Map();
  for (const task of days.flatMap((date) => tasksOf(view, date))) tasks.set(task.item.prescription_id, task);
  const habits = new Map(days.flatMap((date) => habitsOf(view, date).map((each) => [each.habit.prescription_id, { ...each, date }])));
  return html`<${Screen} title=${t("plan.title")}>
    ${[...tasks.values()].map((task) => html`<a class="card item" key=${task.item.prescription_id} href=${`#${slotPath("exercise", { rx: task.item.prescription_id, date: task.slot.local_date, slot: task.slot.slot })}`}>
      <${Picture} exercise=${task.exercise} isDecorative /><h2>${task.exercise?.name}</h2><p class="soft">${doseInWords(task.item.dose)}</p></a>`)}
    ${[...habits.values()].map((each) => html`<a class="card item" key=${each.habit.prescription_id} href=${`#/exercise/${each.habit.prescription_id}/${each.date}/day`}>
      <h2>${each.exercise?.name}</h2><p class="soft">${t("plan.habit")}</p></a>`)}
    ${tasks.size + habits.size === 0 ? html`<p class="soft">${t("plan.empty")}</p>` : null}
  <//>`;
}
