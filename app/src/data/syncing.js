/**
 * Sync: what waits goes up, what changed comes down, whenever it can.
 *
 * One tab at a time holds the lock. What is taken over is taken over in one transaction with the
 * cursor, and only by the sign-in that asked for it.
 */

import { Offline, Refused, bodyOf, server } from "../server.js";
import { bodyOfSync, settle, waitMs } from "./batches.js";
import { aheadBy, stamp } from "./clocks.js";
import { database, keep } from "./database.js";
import { listen, tellAll } from "./events.js";
import { standing } from "../rules/notices.js";

/** @import { KeptRecord, Queued } from "../shapes.js" */
/** @typedef {"idle" | "busy" | "offline" | "waiting" | "outdated"} State */

const EVERY_MS = 5 * 60_000;
const SOON_MS = 300;

export const status = { state: /** @type {State} */ ("idle"), failures: 0 };

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Sync once and again until nothing is left; returns whether the server has it all. */
export async function sync() {
  if (!navigator.locks) return run();
  return navigator.locks.request("carryover-sync", run);
}

/** Sync at the next occasion, soon. @param {number} ms */
export function syncSoon(ms = SOON_MS) {
  clearTimeout(timer);
  timer = setTimeout(() => void sync(), ms);
}

/** Sync whenever there is something to send, a network, or somebody who looks; returns what ends it. */
export function keepSyncing() {
  const soon = () => syncSoon();
  const whenSeen = () => document.visibilityState === "visible" && syncSoon();
  const unheard = listen((news) => (news === "changed" || news === "signed-in") && syncSoon());
  globalThis.addEventListener("online", soon);
  document.addEventListener("visibilitychange", whenSeen);
  const every = setInterval(whenSeen, EVERY_MS);
  syncSoon(0);
  return () => {
    unheard();
    clearTimeout(timer);
    clearInterval(every);
    globalThis.removeEventListener("online", soon);
    document.removeEventListener("visibilitychange", whenSeen);
  };
}

async function run() {
  const before = await read();
  if (!before.tokens) return false;
  show("busy");
  try {
    /** @type {Set<number>} */
    const staying = new Set();
    for (let more = true; more; ) more = await once(staying);
    if (staying.size) return putOff("waiting", 0);
    status.failures = 0;
    show("idle");
    return true;
  } catch (error) {
    fail(error);
    return false;
  }
}

/**
 * Do one round trip; returns whether another one has to follow at once.
 * @param {Set<number>} staying what is not sent again at once, since it was refused for now
 */
async function once(staying) {
  const { cursor, queue: all, tokens, generation } = await read();
  if (!tokens) return false;
  const queue = all.filter((each) => !staying.has(each.seq ?? 0));
  const sentMs = Date.now();
  const body = bodyOfSync(cursor, queue, stamp(new Date(sentMs)));
  try {
    const answer = await bodyOf(server().POST("/v1/me/sync", { body }));
    await keep("ahead_ms", aheadBy(answer.server_time, sentMs, Date.now()));
    const sent = queue.slice(0, body.changes.length);
    await takeOver(answer, sent, cursor === null, generation);
    for (const seq of settle(sent, answer.results).staying) staying.add(seq);
    return answer.has_more || queue.length > body.changes.length;
  } catch (error) {
    if (!(error instanceof Refused) || cursor === null) throw error;
    if (error.status !== 410 && error.code !== "bad_cursor") throw error;
    // What it names is known no longer: the same again, and all that comes is put in place.
    await forgetCursor(generation);
    return true;
  }
}

async function read() {
  const tx = (await database()).transaction(["kept", "queue"], "readonly");
  const one = tx.objectStore("kept");
  const [cursor, tokens, generation, queue] = await Promise.all([
    one.get("cursor"), one.get("tokens"), one.get("generation"), tx.objectStore("queue").getAll(),
  ]);
  return { cursor: /** @type {string | null} */ (cursor ?? null), tokens, generation, queue: /** @type {Queued[]} */ (queue) };
}

/**
 * Put an answer in place: settled changes leave the queue, records come, the cursor moves.
 * @param {any} answer
 * @param {readonly Queued[]} sent
 * @param {boolean} isAll whether it tells all that there is
 * @param {unknown} generation
 */
async function takeOver(answer, sent, isAll, generation) {
  const { settled, refused, texts } = settle(sent, answer.results);
  const tx = (await database()).transaction(["kept", "queue", "refused", "records"], "readwrite");
  const one = tx.objectStore("kept");
  // Somebody else signed in meanwhile, or nobody is: it is not hers.
  if ((await one.get("generation")) !== generation) return tx.done;
  const records = tx.objectStore("records");
  if (isAll) await records.clear();
  const [notices, unread] = await Promise.all([one.get("notifications"), one.get("texts_to_show")]);
  const single = {
    cursor: answer.cursor,
    plan_token: answer.plan_token,
    notifications: standing(notices ?? [], answer.notifications, Date.parse(answer.server_time)),
    texts_to_show: [...(unread ?? []), ...texts.filter(({ key }) => !unread?.some((/** @type {any} */ each) => each.key === key))],
    synced_at: Date.now(),
  };
  await Promise.all([
    ...answer.changes.map((/** @type {KeptRecord} */ { kind, id, body }) => records.put({ kind, id, body })),
    ...answer.deleted.map((/** @type {KeptRecord} */ { kind, id }) => records.delete([kind, id])),
    ...settled.map((seq) => tx.objectStore("queue").delete(seq)),
    ...refused.map((each) => tx.objectStore("refused").add(each)),
    ...Object.entries(single).map(([name, value]) => one.put(value, name)),
    tx.done,
  ]);
}

/** @param {unknown} generation */
async function forgetCursor(generation) {
  const tx = (await database()).transaction("kept", "readwrite");
  if ((await tx.store.get("generation")) === generation) await tx.store.delete("cursor");
  await tx.done;
}

/** @param {unknown} error */
function fail(error) {
  if (error instanceof Refused && error.status === 426) return show("outdated");
  if (error instanceof Refused && error.status === 401) return show("idle");
  const asked = error instanceof Refused && error.retryAfterS ? error.retryAfterS * 1000 : 0;
  putOff(error instanceof Offline ? "offline" : "waiting", asked);
  if (!(error instanceof Offline || error instanceof Refused)) throw error;
}

/** Try again later: after as long as the server asked for, else longer each time. @param {State} why @param {number} askedMs */
function putOff(why, askedMs) {
  status.failures += 1;
  show(why);
  syncSoon(Math.max(askedMs, waitMs(status.failures)));
  return false;
}

/** @param {State} state */
function show(state) {
  status.state = state;
  tellAll("synced");
}
