/** Signing out: nothing of her stays on this device, so what waits is handed in first. */

import { useState } from "../../vendor/preact-hooks.js";
import { handIn, signOut } from "../data/account.js";
import { Screen } from "../parts/frame.js";
import { html } from "../parts/html.js";
import { go } from "../parts/router.js";
import { state } from "../state.js";
import { t, tn } from "../words.js";

export function SigningOut() {
  const [busy, work] = useState(false);
  const [left, find] = useState(0);
  const leave = async (/** @type {boolean} */ isAnyway) => {
    work(true);
    const waits = isAnyway ? 0 : await handIn();
    find(waits);
    if (waits === 0) {
      await signOut();
      go("/", true);
    }
    work(false);
  };
  const lost = left || (state.sync === "offline" ? state.waiting : 0);
  return html`<${Screen} title=${t("sign_out.title")}>
    <p>${t("sign_out.what")}</p>
    ${lost ? html`<p class="notice danger" role="alert">${tn("sign_out.lost", lost)}</p>` : null}
    <button type="button" class="primary wide" disabled=${busy} onClick=${() => leave(false)}>${t(busy ? "door.wait" : "sign_out.title")}</button>
    ${left ? html`<button type="button" class="danger wide" disabled=${busy} onClick=${() => leave(true)}>${t("sign_out.anyway")}</button>` : null}
  <//>`;
}
