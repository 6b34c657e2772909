/** Whether her therapist sees what she records: hers to decide, at any time. */

import { useState } from "../../vendor/preact-hooks.js";
import { Screen, say } from "../parts/frame.js";
import { html } from "../parts/html.js";
import { bodyOf, server } from "../server.js";
import { moment, t } from "../words.js";
import { useKept } from "./progress.js";

/** @typedef {{ kind: string, granted: boolean, decided_at: string | null }} Consent */

export function Sharing() {
  const [found, isOld, isAsking] = useKept("consents", () => server().GET("/v1/me/consents"));
  const [decided, decide] = useState(/** @type {{ items: Consent[] } | null} */ (null));
  /** @type {Consent | undefined} */
  const consent = (decided ?? found)?.items.find((/** @type {Consent} */ each) => each.kind === "share_with_therapist");
  return html`<${Screen} title=${t("sharing.title")}>
    <p>${t("sharing.what")}</p>
    ${consent ? html`<${Decision} consent=${consent} onDecided=${decide} />` : html`<p class="notice" aria-busy=${isAsking}>${t(isAsking ? "progress.asking" : "progress.offline")}</p>`}
    ${isOld ? html`<p class="hint">${t("progress.as_of", { at: moment(isOld) })}</p>` : null}
    <a class="row-link card" href="#/access"><span>${t("access.title")}</span></a>
  <//>`;
}

/** @param {{ consent: Consent, onDecided: (all: any) => void }} props */
function Decision({ consent, onDecided }) {
  const [isAsked, ask] = useState(false);
  const [isLost, lose] = useState(false);
  const [busy, work] = useState(false);
  const put = async (/** @type {boolean} */ granted) => {
    work(true);
    lose(false);
    await bodyOf(server().PUT("/v1/me/consents", { body: { share_with_therapist: granted } }))
      .then((all) => {
        onDecided(all);
        ask(false);
        say(t("said.saved"));
      })
      .catch(() => lose(true));
    work(false);
  };
  const since = consent.decided_at ? html`<p class="soft">${t("access.since", { at: moment(consent.decided_at) })}</p>` : null;
  const failed = isLost ? html`<p role="alert" class="notice danger">${t("refused.offline")}</p>` : null;
  if (!consent.granted) return html`<section class="card"><h2>${t("sharing.off")}</h2>${since}<p>${t("sharing.off_means")}</p>${failed}
    <button type="button" class="primary wide" disabled=${busy} onClick=${() => put(true)}>${t("sharing.begin")}</button></section>`;
  return html`<section class="card"><h2>${t("sharing.on")}</h2>${since}
    ${isAsked ? html`<p class="notice warn">${t("sharing.off_means")}</p>` : null}${failed}
    ${isAsked ? html`<div class="pair"><button type="button" class="danger" disabled=${busy} onClick=${() => put(false)}>${t("sharing.end_now")}</button><button type="button" onClick=${() => ask(false)}>${t("act.cancel")}</button></div>`
    : html`<button type="button" class="wide" onClick=${() => ask(true)}>${t("sharing.end")}</button>`}</section>`;
}
