/** The week: what was done, and what is to come. */

import { useState } from "../../vendor/preact-hooks.js";
import { daysAfter, mondayOf } from "../data/clocks.js";
import { word } from "../data/library.js";
import { doseInWords } from "../parts/dose.js";
import { Place } from "../parts/frame.js";
import { html } from "../parts/html.js";
import { Icon } from "../parts/icons.js";
import { slotPath } from "../parts/router.js";
import { tasksOf, weekOf } from "../rules/days.js";
import { state, today } from "../state.js";
import { dayName, t, tn } from "../words.js";

/** So many weeks back are on the phone. */
const WEEKS_BACK = 4;

export function Week() {
  const date = today();
  const [weeks, move] = useState(0);
  const monday = daysAfter(mondayOf(date), 7 * weeks);
  const dates = Array.from({ length: 7 }, (_, n) => daysAfter(monday, n));
  const short = /** @type {const} */ ({ day: "numeric", month: "short" });
  return html`<${Place} title=${t("nav.week")} path="/week">
    <div class="turn"><button type="button" class="round" aria-label=${t("week.before")} disabled=${weeks <= -WEEKS_BACK} onClick=${() => move(weeks - 1)}><${Icon} name="back" /></button>
      <h2>${dayName(monday, short)} – ${dayName(dates[6] ?? monday, short)}</h2>
      <button type="button" class="round" aria-label=${t("week.after")} disabled=${weeks >= 1} onClick=${() => move(weeks + 1)}><${Icon} name="chevron" /></button></div>
    <ul class="plain week">${weekOf(state.view, dates).map((day) => html`<${DayRow} key=${day.date} day=${day} isToday=${day.date === date} isAhead=${day.date > date} />`)}</ul>
    <a class="button wide" href="#/excused">${t("excused.title")}</a>
  <//>`;
}

/** @param {{ day: ReturnType<typeof weekOf>[number], isToday: boolean, isAhead: boolean }} props */
function DayRow({ day, isToday, isAhead }) {
  const { date, done, due, isCheckedIn, excused } = day;
  const tasks = tasksOf(state.view, date);
  return html`<li class=${`card day${isToday ? " is-today" : ""}`}><details open=${isToday}>
    <summary><span class="name"><strong>${dayName(date, { weekday: "short" })}</strong> ${dayName(date, { day: "numeric" })}</span>
      <span class="soft">${excused ? word(state.library, "excuse_reasons", excused) : summary(done, due, isAhead)}</span>
      ${isCheckedIn ? html`<span class="tag good"><${Icon} name="check" />${t("week.checked_in")}</span>` : null}</summary>
    ${tasks.length === 0 ? html`<p class="soft">${t(due === null && !isAhead ? "week.past" : due === null ? "week.unknown" : "week.nothing")}</p>` : html`<ul class="plain">${tasks.map((task) => html`<li class="task" key=${`${task.item.prescription_id}${task.slot.slot}`}>
      <a href=${`#${slotPath("exercise", { rx: task.item.prescription_id, date: task.slot.local_date, slot: task.slot.slot })}`}><span class="when">${task.slot.due_local.time}</span><span class="what"><strong>${task.exercise?.name}</strong><span class="soft">${task.slot.outcome ? word(state.library, "outcomes", task.slot.outcome) : doseInWords(task.item.dose)}</span></span></a></li>`)}</ul>`}
  </details></li>`;
}

/** @param {number} done @param {number | null} due @param {boolean} isAhead */
function summary(done, due, isAhead) {
  if (due === null) return isAhead ? t("week.unknown") : tn("week.done", done);
  if (isAhead) return tn("week.due", due);
  return due === 0 ? t("week.nothing") : t("week.done_of", { done, due });
}
