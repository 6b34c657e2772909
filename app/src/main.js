/** Begins: what is kept is shown, then the network is asked. */

import { h, render } from "../vendor/preact.js";
import { keep } from "./data/database.js";
import { listen, tellAll } from "./data/events.js";
import { remind, stopReminding } from "./data/notifications.js";
import { keepSyncing } from "./data/syncing.js";
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
  listen((news) => (news === "signed-out" ? stopReminding() : undefined));
  watch(() => state.isSignedIn && state.sync === "idle" && void remind(state.notices, now));
  keepUpdated();
}

void start();
