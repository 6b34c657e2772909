/** Today: what is next, at once; then the rest of the day. */

import { daysAfter } from "../data/clocks.js";
import { word } from "../data/library.js";
import { slotKey } from "../data/overlay.js";
import { enqueue } from "../data/queue.js";
import { saveLog } from "../data/telling.js";
import { Place, say } from "../parts/frame.js";
import { html } from "../parts/html.js";
import { Icon } from "../parts/icons.js";
import { Picture } from "../parts/picture.js";
import { Offer } from "../parts/reminding.js";
import { slotPath } from "../parts/router.js";
import { habitsOf, leftOpen, tasksOf } from "../rules/days.js";
import { now, state, today } from "../state.js";
import { dayName, t, tn } from "../words.js";
import { doseInWords } from "../parts/dose.js";

/** @import { PlanChange, View } from "../shapes.js" */
/** @import { Habit, Task } from "../rules/days.js" */

export function Today() {
  const date = today();
  const { view } = state;
  const day = view.days.get(date);
  const tasks = tasksOf(view, date).filter((task) => !task.isPaused || task.slot.outcome !== null);
  const open = tasks.filter((task) => task.slot.outcome === null);
  const done = tasks.filter((task) => task.slot.outcome !== null);
  const [next, ...later] = day?.excused ? [] : open;
  return html`<${Place} title=${t("nav.today")} path="/" above=${html`<p class="date">${dayName(date)}</p>`}>
    <${Notices} />
    ${day ? html`<${CheckInCard} date=${date} isDone=${day.check_in.done} />` : html`<p class="notice warn">${t(state.syncedAt ? "today.unknown" : "today.loading")}</p>`}
    ${view.planChanges.map((change) => html`<${Message} key=${change.prescription_id} change=${change} />`)}
    ${day?.excused ? html`<p class="notice">${t("today.excused", { reason: word(state.library, "excuse_reasons", day.excused) })}</p>` : null}
    ${next ? html`<section aria-labelledby="next"><h2 id="next">${t("today.next")}</h2><${NextTask} task=${next} /></section>` : null}
    ${later.length ? html`<section aria-labelledby="later"><h2 id="later">${t("today.later")}</h2><ul class="plain">${later.map((task) => html`<${Row} key=${slotKey({ prescription_id: task.item.prescription_id, ...task.slot })} task=${task} />`)}</ul></section>` : null}
    ${day && tasks.length > 0 && open.length === 0 ? html`<p class="notice good">${t("today.all_done")}</p>` : null}
    <${Habits} habits=${habitsOf(view, date)} date=${date} />
    <${Offer} />
    ${done.length ? html`<section aria-labelledby="done"><h2 id="done">${t("today.done")}</h2><ul class="plain">${done.map((task) => html`<${Row} key=${`${task.item.prescription_id}${task.slot.slot}`} task=${task} />`)}</ul></section>` : null}
    <${Yesterday} date=${date} />
    <${PausedItems} view=${view} />
    <${Also} date=${date} />
    <a class="button worry wide" href="#/flags"><${Icon} name="alert" />${t("today.worry")}</a>
  <//>`;
}

function Notices() {
  const { view, refused } = state;
  return html`
    ${view.home?.paused_for_safety ? html`<div class="notice danger"><p><strong>${t("today.stopped")}</strong></p><p>${t("today.stopped_why")}</p><a href="#/safety">${t("today.read_again")}</a></div>` : null}
    ${refused.length ? html`<a class="notice warn" href="#/waiting">${tn("today.refused", refused.length)}</a>` : null}`;
}

/** @param {{ date: string, isDone: boolean }} props */
function CheckInCard({ date, isDone }) {
  if (isDone) return html`<a class="row-link good" href=${`#/check-in/${date}`}><${Icon} name="check" /><span>${t("check_in.done")}</span><span class="soft">${t("act.change")}</span></a>`;
  return html`<a class="card check-in" href=${`#/check-in/${date}`}><span><strong>${t("check_in.title")}</strong><span class="soft">${t("check_in.short")}</span></span><span class="button primary">${t("check_in.begin")}</span></a>`;
}

/** @param {{ change: PlanChange }} props */
function Message({ change }) {
  const read = () => enqueue("acknowledgement", { prescription_id: change.prescription_id, version: change.version });
  return html`<section class="card message">
    <div class="pair"><div><p class="soft">${t("today.from_therapist")}</p><h2>${change.text}</h2></div><button type="button" onClick=${read}>${t("act.understood")}</button></div>
    ${change.changes.length ? html`<ul>${change.changes.map((each) => html`<li key=${each.field}>${each.text}</li>`)}</ul>` : null}
  </section>`;
}

/** @param {{ task: Task }} props */
function NextTask({ task }) {
  const path = pathOf(task);
  return html`<article class="card next">
    <a href=${`#${path("exercise")}`}><${Picture} exercise=${task.exercise} isDecorative /><h3>${task.exercise?.name}</h3></a>
    <p><span class="when"><${Icon} name="clock" />${task.slot.due_local.time}</span> ${doseInWords(task.item.dose)}</p>
    ${task.item.note ? html`<p class="quote">${task.item.note}</p>` : null}
    <div class="pair"><a class="button primary" href=${`#${path("do")}`}><${Icon} name="play" filled />${t("act.start")}</a>
    <button type="button" onClick=${() => markDone(task)}>${t("act.done")}</button></div>
    <a class="quiet button wide" href=${`#${path("log")}`}>${t("act.other_outcome")}</a>
  </article>`;
}

/** @param {{ task: Task }} props */
function Row({ task }) {
  const { slot, exercise } = task;
  const path = pathOf(task);
  return html`<li class="task">
    <a href=${`#${path(slot.outcome ? "log" : "exercise")}`}><span class="when">${slot.due_local.time}</span><span class="what"><strong>${exercise?.name}</strong><span class="soft">${slot.outcome ? word(state.library, "outcomes", slot.outcome) : doseInWords(task.item.dose)}</span></span></a>
    ${slot.outcome
      ? html`<span class=${`mark ${slot.outcome}`}><${Icon} name=${slot.outcome === "skipped" ? "close" : "check"} /></span>`
      : html`<button type="button" class="round" aria-label=${t("act.mark_done", { name: exercise?.name ?? "" })} onClick=${() => markDone(task)}><${Icon} name="check" /></button>`}
  </li>`;
}

/** @param {{ habits: Habit[], date: string }} props */
function Habits({ habits, date }) {
  if (habits.length === 0) return null;
  const tell = (/** @type {Habit} */ { habit }, /** @type {"done" | "skipped"} */ outcome) =>
    saveLog({ prescription_id: habit.prescription_id, local_date: date, slot: "day" }, { outcome: habit.logged === outcome ? null : outcome });
  return html`<section aria-labelledby="habits"><h2 id="habits">${t("today.habits")}</h2><ul class="plain">
    ${habits.map((each) => html`<li class="habit" key=${each.habit.prescription_id}>
      <a href=${`#/exercise/${each.habit.prescription_id}/${date}/day`}>${each.exercise?.name}</a>
      <span class="pair" role="group" aria-label=${each.exercise?.name}>
        <button type="button" class="chip" aria-pressed=${each.habit.logged === "done"} onClick=${() => tell(each, "done")}>${t("answer.yes")}</button>
        <button type="button" class="chip" aria-pressed=${each.habit.logged === "skipped"} onClick=${() => tell(each, "skipped")}>${t("answer.no")}</button>
      </span></li>`)}
  </ul></section>`;
}

/** @param {{ date: string }} props */
function Yesterday({ date }) {
  const left = leftOpen(state.view, date);
  const before = state.view.days.get(daysAfter(date, -1));
  const unchecked = before && !before.check_in.done && before.check_in.due_at;
  if (left.length === 0 && !unchecked) return null;
  return html`<details class="card"><summary>${t("today.yesterday")}</summary>
    ${unchecked ? html`<a class="row-link" href=${`#/check-in/${daysAfter(date, -1)}`}><span>${t("check_in.title")}</span><${Icon} name="chevron" /></a>` : null}
    <ul class="plain">${left.map((task) => html`<${Row} key=${`${task.item.prescription_id}${task.slot.slot}`} task=${task} />`)}</ul></details>`;
}

/** @param {{ view: View }} props */
function PausedItems({ view }) {
  const paused = view.home?.paused ?? [];
  if (paused.length === 0) return null;
  return html`<section class="card"><h2>${t("today.paused")}</h2><ul>${paused.map((each) => html`<li key=${each.prescription_id}>${each.name}${each.until_local ? ` – ${t("today.until", { date: dayName(each.until_local.date) })}` : ""}</li>`)}</ul></section>`;
}

/** What is asked now and then. @param {{ date: string }} props */
function Also({ date }) {
  const home = state.view.home;
  if (!home) return null;
  const next = state.view.appointments.find((each) => each.status === "planned" && Date.parse(each.starts_at) > now());
  return html`
    ${home.weekly_check_in.done ? null : html`<a class="row-link card" href=${`#/weekly/${home.weekly_check_in.monday}`}><span>${t("weekly.title")}</span><${Icon} name="chevron" /></a>`}
    ${home.feedback ? html`<a class="row-link card" href=${`#/feedback/${home.feedback.appointment_id}`}><span>${t("feedback.asked", { date: dayName(home.feedback.starts_local.date) })}</span><${Icon} name="chevron" /></a>` : null}
    ${next ? html`<a class="row-link card" href="#/appointments"><span>${t("today.next_session")}<br /><strong>${dayName(next.starts_local.date)}, ${next.starts_local.time}</strong></span><${Icon} name="chevron" /></a>` : null}
    ${home.streak > 1 && home.on === date ? html`<p class="soft streak">${tn("today.streak", home.streak)}</p>` : null}`;
}

/** @param {Task} task */
function pathOf({ item, slot }) {
  const of = { rx: item.prescription_id, date: slot.local_date, slot: slot.slot };
  return (/** @type {"exercise" | "do" | "log"} */ what) => slotPath(what, of);
}

/** @param {Task} task */
async function markDone({ item, slot, exercise }) {
  await saveLog({ prescription_id: item.prescription_id, local_date: slot.local_date, slot: slot.slot }, { outcome: "done" });
  say(t("said.done", { name: exercise?.name ?? "" }));
}
