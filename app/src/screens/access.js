/** Who read her data, and where she is signed in. */

import { useState } from "../../vendor/preact-hooks.js";
import { dateIn, timeIn } from "../data/clocks.js";
import { Screen } from "../parts/frame.js";
import { html } from "../parts/html.js";
import { bodyOf, server } from "../server.js";
import { CATALOGUES, dayName, language, moment, t } from "../words.js";
import { useKept } from "./progress.js";

/** @import { Access, SignIn } from "../shapes.js" */

const SHOWN = { params: { query: { limit: 50 } } };

export function AccessLog() {
  const [log, isOld, isAsking] = useKept("access_log", () => server().GET("/v1/me/access-log", SHOWN));
  const [signIns] = useKept("sign_ins", () => server().GET("/v1/me/sign-ins", SHOWN));
  return html`<${Screen} title=${t("access.title")}>
    <p>${t("access.what")}</p>
    ${isOld ? html`<p class="hint">${t("progress.as_of", { at: moment(isOld) })}</p>` : null}
    ${log ? byDay(log.items).map((day) => html`<section key=${day.date}><h2 class="log-day">${dayName(day.date)}</h2><ul class="plain card lines">
      ${day.deeds.map((each) => html`<li key=${`${each.who}${each.action}`}><strong>${each.who ?? t("access.nobody")}</strong><br />${deed(each.action)} <span class="soft">${each.time}</span></li>`)}</ul></section>`) : html`<p class="notice" aria-busy=${isAsking}>${t(isAsking ? "progress.asking" : "progress.offline")}</p>`}
    <h2>${t("access.sign_ins")}</h2>
    <ul class="plain card lines">${(signIns?.items ?? []).map((/** @type {SignIn} */ each) => html`<${SignInRow} key=${each.id} signIn=${each} />`)}</ul>
  <//>`;
}

/**
 * Return what was done on each day, newest first; who did the same again on a day is told once.
 * @param {readonly Access[]} items
 */
export function byDay(items) {
  /** @type {{ date: string, deeds: { who: string | undefined, action: string, time: string }[] }[]} */
  const days = [];
  for (const { at, by, action } of items) {
    const date = dateIn(Date.parse(at), undefined);
    if (days.at(-1)?.date !== date) days.push({ date, deeds: [] });
    const deeds = days.at(-1)?.deeds ?? [];
    if (deeds.some((each) => each.who === by?.name && each.action === action)) continue;
    deeds.push({ who: by?.name, action, time: timeIn(Date.parse(at), undefined) });
  }
  return days;
}

/** @param {{ signIn: SignIn }} props */
function SignInRow({ signIn }) {
  const [isEnded, end] = useState(false);
  const [isLost, lose] = useState(false);
  const stop = () =>
    bodyOf(server().DELETE("/v1/me/sign-ins/{sign_in_id}", { params: { path: { sign_in_id: signIn.id } } }))
      .then(() => end(true))
      .catch(() => lose(true));
  return html`<li class="pair"><span>${t("access.since", { at: moment(signIn.started_at) })}<br /><span class="soft">${t("access.last", { at: moment(signIn.last_used_at) })}</span></span>
    ${signIn.current ? html`<span class="tag good">${t("access.here")}</span>` : isEnded ? html`<span class="tag">${t("access.ended")}</span>` : html`<button type="button" onClick=${stop}>${t("access.end")}</button>`}
    ${isLost ? html`<p role="alert" class="error">${t("refused.offline")}</p>` : null}</li>`;
}

/** Return what was done in her words; what only newer servers know, as they name it. @param {string} action */
function deed(action) {
  const key = `deed.${action}`;
  return key in (CATALOGUES[language()] ?? {}) ? t(key) : action.replaceAll("_", " ");
}
