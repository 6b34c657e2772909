/**
 * Reminders that the app shows by itself while it is open. The server tells which stand, neutral in
 * their words. Where pushes reach this phone, they are waited for first; whichever comes second has
 * the same tag, and makes no second notification.
 */

import { dueNow, isOpen, tagOf } from "../rules/notices.js";
import { t } from "../words.js";
import { stamp } from "./clocks.js";
import { database, keep, kept } from "./database.js";
import { tellAll } from "./events.js";

/** @import { Notice, View } from "../shapes.js" */

const MOST_SHOWN = 200;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** One look at a time, or two would show the same. */
let looking = Promise.resolve();

/** @returns {"granted" | "denied" | "default" | "unsupported"} */
export function notificationsAre() {
  return "Notification" in globalThis && globalThis.navigator?.serviceWorker ? Notification.permission : "unsupported";
}

/**
 * Show what is due from now on, and again as long as the app is open.
 * @param {() => { notices: readonly Notice[], view: View, now: number, graceMs: number } | null} ask
 * what holds when it looks; null where she wants none here
 */
export function remind(ask) {
  looking = looking.then(() => look(ask)).catch(() => undefined);
  return looking;
}

/** Show nothing any more, and take away what is shown: she signed out. */
export async function stopReminding() {
  clearTimeout(timer);
  const registration = await globalThis.navigator?.serviceWorker?.getRegistration();
  for (const each of (await registration?.getNotifications?.()) ?? []) each.close();
}

/** @param {Parameters<typeof remind>[0]} ask */
async function look(ask) {
  clearTimeout(timer);
  if (notificationsAre() !== "granted") return;
  const registration = await navigator.serviceWorker.getRegistration();
  const asked = ask();
  if (!registration || !asked) return;
  const { notices, view, now, graceMs } = asked;
  const open = notices.filter((each) => isOpen(view, each));
  await closeAnswered(registration, notices, open);
  const shown = new Set(/** @type {string[]} */ ((await kept("shown_notices")) ?? []));
  const { due, waitMs } = dueNow(open, shown, now, graceMs);
  for (const each of due) await show(registration, each);
  if (due.length) await noteShown(due);
  timer = setTimeout(() => void remind(ask), waitMs);
}

/** @param {ServiceWorkerRegistration} registration @param {Notice} notice */
function show(registration, { reminder_id, prescription_id, slot, local_date, text }) {
  const data = { reminder_id, prescription_id, slot, local_date, at: "local" };
  return registration.showNotification(t("app.name"), { body: text, tag: reminder_id, data, icon: "icons/icon-192.png" });
}

/**
 * Take away what was answered, and what the app showed that stands no longer.
 * @param {ServiceWorkerRegistration} registration @param {readonly Notice[]} notices @param {readonly Notice[]} open
 */
async function closeAnswered(registration, notices, open) {
  const known = new Set(notices.map((each) => each.reminder_id));
  const standing = new Set(open.map((each) => each.reminder_id));
  for (const each of await registration.getNotifications()) {
    const isOurs = each.data?.at === "local" || known.has(each.tag);
    if (isOurs && !standing.has(each.tag)) each.close();
  }
}

/** Note what was shown, and report it where the server knows this phone, which then pushes none of it. @param {readonly Notice[]} due */
async function noteShown(due) {
  const shown = (await kept("shown_notices")) ?? [];
  await keep("shown_notices", [...shown, ...due.map(tagOf)].slice(-MOST_SHOWN));
  const id = await kept("installation_id");
  if (!id) return;
  const set = due.map(({ reminder_id, due_at }) => ({ reminder_id, due_at }));
  const tx = (await database()).transaction("queue", "readwrite");
  await tx.store.add({ kind: "notifications", id, body: { set, unset: [] } });
  for (const { reminder_id } of due) await tx.store.add({ kind: "receipt", id: reminder_id, body: { received_at: stamp(), installation_id: id } });
  await tx.done;
  tellAll("changed");
}
