/**
 * Part of the service worker: what is pushed is shown, and what became of it is put into the queue.
 *
 * It writes into the database of the app, as long as somebody is signed in, and asks no server: the
 * app hands the queue in, at once where it is open.
 */

const device = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const APP = new URL("./", device.location.href).href;
/** Tells open windows of the app, as they tell each other. */
const windows = new BroadcastChannel("carryover");
const MOST_SHOWN = 200;

/** @typedef {{ slot: string, local_date: string, prescription_id: string | null }} Opens */
/** @typedef {{ reminder_id?: string, source?: string | null, at?: "local" } & Partial<Opens>} Of what a notification carries */
/**
 * @typedef {{ action: string, reminder_id: string, tag?: string, title?: string, body?: string, lang?: string, source?: string,
 *   opens?: Opens, installation_id?: string, proof?: string }} Pushed
 */

/** One message after the other: the same one twice at once would be shown again after she touched it. */
let received = Promise.resolve();
device.addEventListener("push", (event) => {
  const pushed = messageIn(event.data);
  received = received.then(() => receive(pushed)).catch(() => undefined);
  event.waitUntil(received);
});
device.addEventListener("notificationclick", (event) => {
  const of = /** @type {Of} */ (event.notification.data ?? {});
  event.notification.close();
  event.waitUntil(Promise.all([open(APP + placeOf(of)), report(of, "opened_at")]));
});
device.addEventListener("notificationclose", (event) => event.waitUntil(report(event.notification.data ?? {}, "dismissed_at")));
device.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(subscribeAnew(/** @type {any} */ (event))));

/** @param {PushMessageData | null} data @returns {Pushed | undefined} */
function messageIn(data) {
  try {
    return data?.json();
  } catch {
    return undefined;
  }
}

/** @param {Pushed | undefined} pushed */
async function receive(pushed) {
  if (pushed?.action === "show") return show(pushed);
  if (pushed?.action === "clear") return clear(pushed.reminder_id);
  if (pushed?.action === "proof") return prove(pushed);
}

/** Show it first: a browser counts a push that shows nothing. @param {Pushed} pushed */
async function show({ reminder_id, tag = reminder_id, title = "", body, lang, source, opens }) {
  const [before] = await shownUnder(tag);
  // Whoever has seen it and swiped it away is not told again.
  if (!(await note(reminder_id)) && !before) return;
  /** @type {Of} */
  const data = { ...before?.data, reminder_id, source: source ?? null, ...opens };
  await device.registration.showNotification(title, { body, tag, lang, data, icon: "icons/icon-192.png" });
  await report(data, "received_at");
}

/** It was answered on another phone: it is shown no more, nor will be. @param {string} tag */
async function clear(tag) {
  for (const each of await shownUnder(tag)) each.close();
  await note(tag);
}

/** Keep what proves that this phone is hers, for the app to send. @param {Pushed} pushed */
async function prove({ installation_id, proof }) {
  await write(async (kept) => {
    if ((await got(kept.get("installation_id"))) === installation_id) kept.put({ proof, at: Date.now() }, "proof");
  });
  windows.postMessage("proof");
}

/**
 * Subscribe again, and have this phone registered under its new address.
 * @param {{ oldSubscription?: PushSubscription, newSubscription?: PushSubscription }} event
 */
async function subscribeAnew({ oldSubscription, newSubscription }) {
  const key = oldSubscription?.options.applicationServerKey;
  const options = { userVisibleOnly: true, applicationServerKey: key ?? null };
  const fresh = newSubscription ?? (key ? await device.registration.pushManager.subscribe(options) : null);
  const { endpoint, keys } = fresh?.toJSON() ?? {};
  if (!endpoint || !keys) return;
  const target = { kind: "web_push", endpoint, p256dh: keys["p256dh"], auth: keys["auth"] };
  await write(async (kept, queue) => {
    const [id, phone] = await Promise.all([got(kept.get("installation_id")), got(kept.get("phone"))]);
    if (id && phone?.said) queue.add({ kind: "device", id, body: { ...JSON.parse(phone.said), target } });
  });
  windows.postMessage("changed");
}

/** @param {string} tag */
function shownUnder(tag) {
  return device.registration.getNotifications({ tag });
}

/**
 * Note that a reminder was shown here, so that the app does not show it as well; returns whether that is news.
 * @param {string} id
 */
async function note(id) {
  let isNews = true;
  await write(async (kept) => {
    const shown = (await got(kept.get("shown_notices"))) ?? [];
    // The app notes with it when it was due.
    isNews = !shown.some((/** @type {string} */ each) => each.split(" ")[0] === id);
    if (isNews) kept.put([...shown, id].slice(-MOST_SHOWN), "shown_notices");
  });
  return isNews;
}

/** Put into the queue what became of a notification, on a phone that the server knows. @param {Of} of @param {string} what */
async function report({ reminder_id }, what) {
  await write(async (kept, queue) => {
    const installation_id = await got(kept.get("installation_id"));
    if (installation_id && reminder_id) queue.add({ kind: "receipt", id: reminder_id, body: { [what]: new Date().toISOString(), installation_id } });
  });
  windows.postMessage("changed");
}

/** Open the app at an address: in the window that it has, or a new one. @param {string} address */
async function open(address) {
  const opened = await device.clients.matchAll({ type: "window" });
  const ours = opened.find((each) => each.url.startsWith(APP));
  if (!ours) return void (await device.clients.openWindow(address));
  await ours.navigate(address).catch(() => null);
  await ours.focus().catch(() => null);
}

/** Return where a notification is answered: on its own day, which after midnight is yesterday. @param {Of} of */
function placeOf({ slot, local_date, prescription_id, source }) {
  if (source === "sign_in") return "#/access";
  if (!slot || !local_date) return "";
  if (slot === "check_in") return `#/check-in/${local_date}`;
  // Named by its Sunday, answered by its Monday.
  if (slot === "weekly_check_in") return `#/weekly/${new Date(Date.parse(local_date) - 6 * 86_400_000).toISOString().slice(0, 10)}`;
  // A habit is told on the first screen.
  if (/^n\d/.test(slot)) return "";
  return prescription_id ? `#/exercise/${prescription_id}/${local_date}/${encodeURIComponent(slot)}` : "";
}

/**
 * Do something in one transaction on what the app keeps; nothing where it keeps nothing, since she signed out.
 * @param {(kept: IDBObjectStore, queue: IDBObjectStore) => Promise<void>} act which waits for nothing but the database
 */
async function write(act) {
  const db = await opening();
  if (!db) return;
  const tx = db.transaction(["kept", "queue"], "readwrite");
  const kept = tx.objectStore("kept");
  const ended = new Promise((end) => {
    tx.oncomplete = tx.onabort = end;
  });
  if (await got(kept.get("tokens"))) await act(kept, tx.objectStore("queue"));
  await ended;
  db.close();
}

/** @returns {Promise<IDBDatabase | undefined>} */
function opening() {
  return new Promise((done) => {
    const asked = indexedDB.open("carryover");
    // It is not made here.
    asked.onupgradeneeded = () => asked.transaction?.abort();
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => done(undefined);
  });
}

/** @param {IDBRequest} asked @returns {Promise<any>} */
function got(asked) {
  return new Promise((done, fail) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}
