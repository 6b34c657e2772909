/** Days on which nothing has to be done. */

import { useState } from "../../vendor/preact-hooks.js";
import { word } from "../data/library.js";
import { enqueue } from "../data/queue.js";
import { Screen, say } from "../parts/frame.js";
import { html } from "../parts/html.js";
import { Choice } from "../parts/scale.js";
import { state, today } from "../state.js";
import { dayName, t } from "../words.js";

export function ExcusedDays() {
  const [from, begin] = useState(today());
  const [to, end] = useState(today());
  const [reason, give] = useState(/** @type {string | null} */ (null));
  const add = async (/** @type {Event} */ event) => {
    event.preventDefault();
    await enqueue("excused", { from, to, reason });
    say(t("said.saved"));
    give(null);
  };
  const periods = state.view.excused.filter((each) => each.to >= today());
  const short = /** @type {const} */ ({ weekday: "short", day: "numeric", month: "short" });
  return html`<${Screen} title=${t("excused.title")}>
    <p>${t("excused.what")}</p>
    ${periods.length ? html`<ul class="plain">${periods.map((each) => html`<li class="card pair" key=${each.id}><span><strong>${dayName(each.from, short)}${each.to === each.from ? "" : ` – ${dayName(each.to, short)}`}</strong><br /><span class="soft">${word(state.library, "excuse_reasons", each.reason)}</span></span>
      ${each.by === "client" ? html`<button type="button" onClick=${() => enqueue("excused_undo", {}, each.id)}>${t("excused.take_back")}</button>` : html`<span class="soft">${t("excused.by_therapist")}</span>`}</li>`)}</ul>` : null}
    <form class="card" onSubmit=${add}><h2>${t("excused.add")}</h2>
      <div class="pair"><${DateField} id="from" label=${t("excused.from")} value=${from} onPick=${(/** @type {string} */ date) => { begin(date); if (to < date) end(date); }} /><${DateField} id="to" label=${t("excused.to")} value=${to} min=${from} onPick=${end} /></div>
      <${Choice} label=${t("excused.why")} value=${reason} onPick=${give} options=${(state.library?.groups["excuse_reasons"] ?? []).map(({ code, text }) => ({ value: code, text }))} />
      <button class="primary wide" disabled=${reason === null || !from || to < from}>${t("act.save")}</button></form>
  <//>`;
}

/** @param {{ id: string, label: string, value: string, min?: string, onPick: (date: string) => void }} props */
function DateField({ id, label, value, min, onPick }) {
  return html`<div class="field"><label for=${id}>${label}</label><input id=${id} type="date" value=${value} min=${min} required onInput=${(/** @type {any} */ event) => onPick(event.target.value)} /></div>`;
}
