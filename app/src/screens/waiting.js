/** What is not on the server yet, and what it refused. */

import { dropRefused } from "../data/queue.js";
import { sync } from "../data/syncing.js";
import { Screen } from "../parts/frame.js";
import { html } from "../parts/html.js";
import { state } from "../state.js";
import { moment, t, tn } from "../words.js";

export function WaitingScreen() {
  const { waiting, refused, syncedAt, sync: how } = state;
  return html`<${Screen} title=${t("waiting.title")}>
    <p class="lead">${waiting === 0 ? t("waiting.none") : tn("waiting.some", waiting)}</p>
    ${how === "offline" ? html`<p class="notice">${t("waiting.offline")}</p>` : null}
    ${how === "waiting" ? html`<p class="notice warn">${t("waiting.later")}</p>` : null}
    ${how === "outdated" ? html`<p class="notice danger">${t("waiting.outdated")}</p>` : null}
    ${syncedAt ? html`<p class="soft">${t("waiting.last", { at: moment(new Date(syncedAt).toISOString()) })}</p>` : null}
    <button type="button" class="wide" disabled=${how === "busy"} onClick=${() => void sync()}>${t("waiting.now")}</button>
    ${refused.length ? html`<h2>${t("waiting.refused")}</h2><ul class="plain">${refused.map((each) => html`<li class="card" key=${each.seq}><strong>${t(`kind.${each.kind}`)}</strong><p>${each.problem?.title ?? ""}</p><p class="soft">${each.body.date ?? each.body.local_date ?? each.body.monday ?? ""}</p>
      <button type="button" class="wide" onClick=${() => each.seq !== undefined && dropRefused(each.seq)}>${t("act.understood")}</button></li>`)}</ul>` : null}
  <//>`;
}
