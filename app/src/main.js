/** Begins: what is kept is shown, then the network is asked. */

import { h, render } from "../vendor/preact.js";
import { keep } from "./data/database.js";
import { listen, tellAll } from "./data/events.js";
import { remind, stopReminding } from "./data/notifications.js";
import { unsubscribe } from "./data/phones.js";
import { keepSyncing } from "./data/syncing.js";
import { PUSH_TAKES_MS } from "./rules/notices.js";
import { App } from "./app.js";
import { keepFresh, now, refresh, state, watch } from "./state.js";
import { keepUpdated } from "./updating.js";

async function start() {
  keepFresh();
  await refresh();
  const root = /** @type {HTMLElement} */ (document.getElementById("app"));
  root.replaceChildren();
  render(h(App, { onTextsRead: async () => { await keep("texts_to_show", []); tellAll("synced"); } }), root);
  keepSyncing();
  listen((news) => (news === "signed-out" ? void Promise.all([stopReminding(), unsubscribe()]) : undefined));
  watch(() => state.isSignedIn && state.sync !== "busy" && void remind(standing));
  keepUpdated();
}

/** Return what there is to be reminded of; null where she wants no reminders on this phone. */
function standing() {
  const { isSignedIn, notices, reach, sync, view } = state;
  if (!isSignedIn || !["open", "proving", "on"].includes(reach)) return null;
  const graceMs = reach === "on" && sync !== "offline" ? PUSH_TAKES_MS : 0;
  return { notices, view, now: now(), graceMs };
}

void start();
