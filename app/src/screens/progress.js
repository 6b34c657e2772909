/** Her own trends in words, her goals, and whether her therapist has read them. */

import { useEffect, useState } from "../../vendor/preact-hooks.js";
import { keep, kept } from "../data/database.js";
import { Place } from "../parts/frame.js";
import { html } from "../parts/html.js";
import { bodyOf, server } from "../server.js";
import { state } from "../state.js";
import { language, moment, t } from "../words.js";
import { PainPlot } from "../parts/pain_plot.js";

/** @import { Trends } from "../shapes.js" */

export function Progress() {
  const [trends, isOld, isAsking] = useKept("trends", () => server().GET("/v1/me/trends"));
  return html`<${Place} title=${t("nav.progress")} path="/progress">
    <${Told} trends=${trends} isAsking=${isAsking} />
    ${trends ? html`<${PainPlot} trends=${trends} />` : null}
    ${isOld ? html`<p class="hint">${t("progress.as_of", { at: moment(isOld) })}</p>` : null}
    <section><h2>${t("progress.goals")}</h2>
      ${state.view.goals.length ? html`<ul class="goals">${state.view.goals.map((goal) => html`<li class="card" key=${goal.id}>${goal.text}</li>`)}</ul>` : html`<p class="soft">${t("progress.no_goals")}</p>`}
    </section>
  <//>`;
}

/** @param {{ trends: Trends | null, isAsking: boolean }} props */
function Told({ trends, isAsking }) {
  if (!trends) return html`<p class="notice" aria-busy=${isAsking}>${t(isAsking ? "progress.asking" : "progress.offline")}</p>`;
  return html`<section class="card words">
    ${trends.words.length ? trends.words.map((each, place) => html`<p key=${each.text} class=${place === 0 ? "lead" : ""}>${each.text}</p>`) : html`<p>${t("progress.too_early")}</p>`}
  </section>
  ${trends.read_at ? html`<p class="notice good">${t("progress.read", { at: moment(trends.read_at) })}</p>` : null}`;
}

/**
 * Show what was loaded last, and load it again; returns it, when it was loaded if that was before now,
 * and whether it is asked for just now.
 * @param {string} name
 * @param {() => Promise<any>} ask
 * @returns {[any, string | null, boolean]}
 */
export function useKept(name, ask) {
  const [found, show] = useState(/** @type {{ body: any, at: string, language: string } | null} */ (null));
  const [isFresh, refresh] = useState(false);
  const [isAsking, wait] = useState(true);
  useEffect(() => {
    let isHere = true;
    const asking = kept("generation");
    void kept(name).then((known) => isHere && known && show((/** @type {any} */ before) => before ?? known));
    void bodyOf(ask())
      .then(async (body) => {
        const fresh = { body, at: new Date().toISOString(), language: language() };
        if (isHere) show(fresh);
        if (isHere) refresh(true);
        await keep(name, fresh, await asking);
      })
      .catch(() => undefined)
      .finally(() => isHere && wait(false));
    return () => {
      isHere = false;
    };
  }, [name, language(), state.syncedAt]);
  return [found?.body ?? null, isFresh || !found ? null : found.at, isAsking];
}
