/** What is shown, in memory: read from what is kept whenever that changes. */

import { isSaid } from "./data/batches.js";
import { dateIn } from "./data/clocks.js";
import { database } from "./data/database.js";
import { freshenLibrary } from "./data/library.js";
import { listen } from "./data/events.js";
import { nothing, viewOf } from "./data/overlay.js";
import { keepRegistered, reachNow } from "./data/phones.js";
import { forgetPictures, prefetch } from "./data/pictures.js";
import { status, syncSoon } from "./data/syncing.js";
import { chosen, speak } from "./words.js";

/** @import { Account, Library, Notice, RefusedChange, SafetyText, View } from "./shapes.js" */

/**
 * @typedef {object} State
 * @property {boolean} isRead whether what is kept has been read at all
 * @property {boolean} isSignedIn
 * @property {Account | null} account whose queue it is, signed in or not
 * @property {View} view
 * @property {Library | null} library
 * @property {number} waiting how many changes wait
 * @property {RefusedChange[]} refused
 * @property {SafetyText[]} textsToShow what the server said to what was handed in
 * @property {Notice[]} notices
 * @property {import("./rules/reach.js").Reach} reach how this phone is reminded
 * @property {boolean} isClockOff whether the clock of this phone has other rules than the law of its zone
 * @property {boolean} isOffered whether she was asked, on the first screen, and said not now
 * @property {number} aheadMs by how much the server's clock is ahead
 * @property {string | null} planToken
 * @property {number | null} syncedAt
 * @property {import("./data/syncing.js").State} sync
 */

/** @type {State} */
export let state = {
  isRead: false, isSignedIn: false, account: null, view: nothing(), library: null, waiting: 0, refused: [],
  textsToShow: [], notices: [], reach: "unsupported", isClockOff: false, isOffered: false, aheadMs: 0, planToken: null, syncedAt: null, sync: "idle",
};

/** @type {Set<() => void>} */
const watchers = new Set();

/** Call whenever what is shown changes; returns what ends it. @param {() => void} watch */
export function watch(watch) {
  watchers.add(watch);
  return () => void watchers.delete(watch);
}

/** Return now by the server's clock, as far as it is known. */
export function now() {
  return Date.now() + state.aheadMs;
}

/** Return her date of today. */
export function today() {
  return dateIn(now(), state.view.settings?.timezone);
}

/** Read all that is kept, and show it. */
export async function refresh() {
  const db = await database();
  const tx = db.transaction(["records", "queue", "refused", "kept"], "readonly");
  const one = tx.objectStore("kept");
  const names = ["tokens", "account", "library", "ahead_ms", "plan_token", "synced_at", "notifications", "texts_to_show", "phone", "was_offered"];
  const [records, queue, refused, ...single] = await Promise.all([
    tx.objectStore("records").getAll(), tx.objectStore("queue").getAll(), tx.objectStore("refused").getAll(),
    ...names.map((name) => one.get(name)),
  ]);
  const [tokens, account, library, ahead, planToken, syncedAt, notices, texts, phone, wasOffered] = single;
  state = {
    isRead: true, isSignedIn: tokens !== undefined, account: account ?? null, view: viewOf(records, queue),
    library: library ?? null, waiting: queue.filter(isSaid).length, refused, textsToShow: texts ?? [], notices: notices ?? [],
    reach: reachNow(phone), isClockOff: phone?.isOff ?? false, isOffered: wasOffered ?? false,
    aheadMs: ahead ?? 0, planToken: planToken ?? null, syncedAt: syncedAt ?? null, sync: status.state,
  };
  // In another language there are other texts to get.
  if (speak(chosen(state.view.settings?.locale, navigator.languages)) && state.isSignedIn) syncSoon();
  for (const each of watchers) each();
}

/** Keep what is shown in line with what is kept. */
export function keepFresh() {
  let reading = Promise.resolve();
  return listen((news) => {
    if (news === "signed-out" || news === "gone") forgetPictures();
    if (news === "gone") return;
    const isTime = () => news === "proof" || (news === "synced" && status.state === "idle");
    reading = reading.then(refresh).then(() => (isTime() ? fill() : undefined));
  });
}

/** Load what is not told by sync, as far as there is a network. */
async function fill() {
  if (!state.isSignedIn) return;
  await freshenLibrary().catch(() => undefined);
  await keepRegistered().catch(() => undefined);
  void prefetch([...state.view.exercises.values()]).catch(() => undefined);
}
