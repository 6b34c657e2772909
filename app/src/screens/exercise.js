/** One exercise: how it is done, what to watch for, and the ways to begin or to tell of it. */

import { Screen } from "../parts/frame.js";
import { doseInWords } from "../parts/dose.js";
import { html } from "../parts/html.js";
import { Icon } from "../parts/icons.js";
import { Picture } from "../parts/picture.js";
import { slotPath } from "../parts/router.js";
import { habitsOf, taskOf } from "../rules/days.js";
import { state } from "../state.js";
import { dayName, t } from "../words.js";

/** @param {{ rx: string, date: string, slot: string }} of */
export function Exercise(of) {
  const task = taskOf(state.view, of);
  const habit = task ? undefined : habitsOf(state.view, of.date).find((each) => each.habit.prescription_id === of.rx);
  const exercise = task?.exercise ?? habit?.exercise;
  if (!exercise) return html`<${Gone} />`;
  const note = task?.item.note ?? habit?.habit.note;
  const foot = task && !task.isPaused
    ? html`<div class="pair"><a class="button primary" href=${`#${slotPath("do", of)}`}><${Icon} name="play" filled />${t("act.start")}</a><a class="button" href=${`#${slotPath("log", of)}`}>${t("act.tell")}</a></div>`
    : null;
  return html`<${Screen} title=${exercise.name} foot=${foot}>
    <${Picture} exercise=${exercise} />
    ${task ? html`<p class="lead">${doseInWords(task.item.dose)}</p><p class="soft">${dayName(task.slot.due_local.date)}, ${task.slot.due_local.time}</p>` : null}
    ${task?.isPaused ? html`<p class="notice danger">${t("exercise.paused")}</p>` : null}
    ${note ? html`<section><h2>${t("exercise.note")}</h2><p class="quote">${note}</p></section>` : null}
    <section><h2>${t("exercise.steps")}</h2><ol class="steps">${exercise.steps.map((step) => html`<li key=${step}>${step}</li>`)}</ol></section>
    ${exercise.cues.length ? html`<section><h2>${t("exercise.cues")}</h2><ul>${exercise.cues.map((cue) => html`<li key=${cue}>${cue}</li>`)}</ul></section>` : null}
    <p class="notice warn"><strong>${t("exercise.stop")}</strong> ${exercise.safe_stop}</p>
  <//>`;
}

/** What is shown where the plan has changed meanwhile. */
export function Gone() {
  return html`<${Screen} title=${t("gone.title")}><p>${t("gone.what")}</p><a class="button wide" href="#/">${t("nav.today")}</a><//>`;
}
