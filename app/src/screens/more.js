/** All else: what she can look up, set, and end. */

import { Place } from "../parts/frame.js";
import { html } from "../parts/html.js";
import { Icon } from "../parts/icons.js";
import { state } from "../state.js";
import { moment, t, tn } from "../words.js";

const LINKS = [
  ["/plan", "plan.title"],
  ["/appointments", "appointments.title"],
  ["/excused", "excused.title"],
  ["/settings", "settings.title"],
  ["/sharing", "sharing.title"],
  ["/access", "access.title"],
  ["/password", "password.title"],
  ["/copy", "copy.title"],
  ["/delete", "leave.title"],
];

export function More() {
  const { waiting, refused, syncedAt, view } = state;
  return html`<${Place} title=${t("nav.more")} path="/more">
    <p class="lead">${view.settings?.name}</p>
    <ul class="plain card links">
      ${LINKS.map(([path, key]) => html`<li key=${path}><a class="row-link" href=${`#${path}`}><span>${t(key ?? "")}</span><${Icon} name="chevron" /></a></li>`)}
      <li><a class="row-link" href="#/waiting"><span>${t("waiting.title")}</span><span class="soft">${waiting + refused.length ? tn("sync.waiting", waiting + refused.length) : syncedAt ? moment(new Date(syncedAt).toISOString()) : ""}</span><${Icon} name="chevron" /></a></li>
    </ul>
    <a class="button wide" href="#/sign-out">${t("sign_out.title")}</a>
    <p class="hint">${t("door.not_live")}</p>
  <//>`;
}
