/** Sessions at the practice, and what she says of one afterwards. */

import { useState } from "../../vendor/preact-hooks.js";
import { daysAfter } from "../data/clocks.js";
import { word } from "../data/library.js";
import { enqueue } from "../data/queue.js";
import { Screen, say } from "../parts/frame.js";
import { html } from "../parts/html.js";
import { Icon } from "../parts/icons.js";
import { go } from "../parts/router.js";
import { Choice, Scale } from "../parts/scale.js";
import { now, state, today } from "../state.js";
import { dayName, t, tn } from "../words.js";
import { Gone } from "./exercise.js";

const PRESSURES = ["too_little", "right", "too_much"];
const SORE_DAYS = 4;

export function Appointments() {
  const { appointments } = state.view;
  return html`<${Screen} title=${t("appointments.title")}>
    ${appointments.length === 0 ? html`<p class="soft">${t("appointments.none")}</p>` : null}
    <ul class="plain">${[...appointments].reverse().map((each) => {
      const isPast = Date.parse(each.starts_at) <= now();
      return html`<li class="card" key=${each.id}><h2>${dayName(each.starts_local.date)}, ${each.starts_local.time}</h2>
        <p class="soft">${tn("appointments.minutes", each.duration_min)} · ${word(state.library, "appointment_statuses", each.status)}</p>
        ${isPast && each.status !== "cancelled" && each.status !== "missed" ? html`<a class="button wide" href=${`#/feedback/${each.id}`}>${t(each.feedback ? "feedback.change" : "feedback.give")}</a>` : null}</li>`;
    })}</ul>
  <//>`;
}

/** @param {{ id: string }} props */
export function FeedbackForm({ id }) {
  const session = state.view.appointments.find((each) => each.id === id);
  const before = session?.feedback;
  const [pressure, press] = useState(before?.pressure ?? null);
  const [soreness, sore] = useState(() => new Map(before?.soreness.map((each) => [each.date, each.value])));
  const [note, write] = useState(before?.note ?? "");
  if (!session) return html`<${Gone} />`;
  const dates = Array.from({ length: SORE_DAYS }, (_, n) => daysAfter(session.starts_local.date, n)).filter((date) => date <= today());
  const save = async () => {
    const values = [...soreness].map(([date, value]) => ({ date, value }));
    await enqueue("feedback", { pressure, soreness: values, note: note.trim() || null }, id);
    say(t("said.saved"));
    go("/", true);
  };
  const feel = (/** @type {string} */ date) => (/** @type {number | null} */ value) => {
    const next = new Map(soreness);
    if (value === null) next.delete(date);
    else next.set(date, value);
    sore(next);
  };
  return html`<${Screen} title=${t("feedback.title")} foot=${html`<button type="button" class="primary huge wide" onClick=${save}>${t("act.save")}</button>`}>
    <p class="soft"><${Icon} name="clock" />${dayName(session.starts_local.date)}, ${session.starts_local.time}</p>
    <h2>${t("feedback.pressure")}</h2>
    <${Choice} look="big" label=${t("feedback.pressure")} value=${pressure} onPick=${press} options=${PRESSURES.map((value) => ({ value, text: word(state.library, "pressures", value) }))} />
    ${dates.map((date) => html`<h2 key=${date}>${t("feedback.sore", { date: dayName(date, { weekday: "long" }) })}</h2><${Scale} label=${t("feedback.sore", { date: dayName(date, { weekday: "long" }) })} low=${t("feedback.not_sore")} high=${t("feedback.very_sore")} value=${soreness.get(date) ?? null} onPick=${feel(date)} />`)}
    <div class="field"><label for="note">${t("log.note")}</label><textarea id="note" rows="3" maxlength="2000" value=${note} onInput=${(/** @type {any} */ event) => write(event.target.value)}></textarea></div>
  <//>`;
}
