/** A copy of all that is kept of her: made by the server, fetched here, and kept by the app nowhere. */

import { useEffect, useState } from "../../vendor/preact-hooks.js";
import { uuid7 } from "../data/ids.js";
import { Problem, useAttempt } from "../parts/forms.js";
import { Screen, say } from "../parts/frame.js";
import { html } from "../parts/html.js";
import { bodyOf, server } from "../server.js";
import { moment, t } from "../words.js";

/** @typedef {{ id: string, state: string, expires_at: string }} Copy */

const LOOK_MS = 3_000;
const UNDER_WAY = ["waiting", "making"];

export function MyCopy() {
  const [copies, show] = useState(/** @type {Copy[] | null} */ (null));
  const [problem, busy, attempt] = useAttempt();
  const look = () => bodyOf(server().GET("/v1/me/exports")).then(({ items }) => show(items));
  const newest = copies?.[0];
  const isMaking = newest !== undefined && UNDER_WAY.includes(newest.state);
  useEffect(() => void attempt(look), []);
  useEffect(() => {
    if (!isMaking) return undefined;
    const looking = setInterval(() => void look().catch(() => undefined), LOOK_MS);
    return () => clearInterval(looking);
  }, [isMaking]);
  const ask = () =>
    attempt(async () => {
      await bodyOf(server().POST("/v1/me/export", { headers: { "Idempotency-Key": uuid7() } }));
      await look();
    });
  return html`<${Screen} title=${t("copy.title")}>
    <p>${t("copy.what")}</p>
    <${Problem} text=${problem} />
    ${newest ? html`<${Newest} copy=${newest} isMaking=${isMaking} onFetch=${() => attempt(() => fetchCopy(newest.id))} />` : null}
    ${isMaking ? null : html`<button type="button" class=${`wide${newest?.state === "ready" ? "" : " primary"}`} disabled=${busy} onClick=${ask}>${t(busy ? "door.wait" : newest ? "copy.again" : "copy.make")}</button>`}
    <p class="hint">${t("copy.yours")}</p>
  <//>`;
}

/** @param {{ copy: Copy, isMaking: boolean, onFetch: () => void }} props */
function Newest({ copy, isMaking, onFetch }) {
  if (isMaking) return html`<p class="notice" role="status">${t("copy.making")}</p>`;
  if (copy.state !== "ready") return html`<p class="notice warn" role="status">${t("copy.failed")}</p>`;
  return html`<section class="card"><p role="status">${t("copy.ready", { at: moment(copy.expires_at) })}</p>
    <button type="button" class="primary wide" onClick=${onFetch}>${t("copy.fetch")}</button></section>`;
}

/** Hand the archive to the browser, which asks or knows where it goes. @param {string} id */
async function fetchCopy(id) {
  const asked = { params: { path: { export_id: id } }, parseAs: /** @type {const} */ ("blob") };
  const archive = await bodyOf(server().GET("/v1/me/exports/{export_id}/archive", asked));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(archive);
  link.download = "carryover.zip";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  say(t("copy.fetched"));
}
