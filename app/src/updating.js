/** The service worker, and a new version of the app: offered when it is here, taken at the next start. */

import { html } from "./parts/html.js";
import { t } from "./words.js";
import { tell } from "./data/events.js";

/** @type {ServiceWorker | null} */
let waiting = null;

/** Install what makes the app start without a network, and look for a new version now and then. */
export function keepUpdated() {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  // The first one takes over a page that is of its own version already.
  let hasOne = Boolean(workers.controller);
  workers.addEventListener("controllerchange", () => {
    if (hasOne) location.reload();
    hasOne = true;
  });
  void workers.register("sw.js", { updateViaCache: "none" }).then((registration) => {
    const look = () => {
      waiting = workers.controller ? registration.waiting : null;
      tell("synced");
    };
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
    look();
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void registration.update().catch(() => undefined));
  }).catch(() => undefined);
}

/** Offers the new version. What waits in the queue is not touched by it. */
export function Update() {
  if (!waiting) return null;
  return html`<div class="update" role="status"><span>${t("update.ready")}</span><button type="button" onClick=${() => waiting?.postMessage("take over")}>${t("update.take")}</button></div>`;
}
