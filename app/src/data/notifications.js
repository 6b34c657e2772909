/**
 * Reminders that this device shows by itself. The server tells which stand, neutral in their words.
 *
 * Where the browser can be told to fire one later, all are set and the server hears of it, so that
 * it does not push them too. Elsewhere they are shown at their time while the app is open, under the
 * tag that a push would have: a second copy replaces the first.
 */

import { database, keep, kept } from "./database.js";
import { enqueue } from "./queue.js";
import { dueNow, tagOf } from "../rules/notices.js";
import { t } from "../words.js";

/** @import { Notice } from "../shapes.js" */

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @returns {"granted" | "denied" | "default" | "unsupported"} */
export function notificationsAre() {
  return "Notification" in globalThis ? Notification.permission : "unsupported";
}

/** Ask her; returns what she said. */
export async function askForNotifications() {
  if (!("Notification" in globalThis)) return "unsupported";
  return Notification.requestPermission();
}

/** Tell whether the browser can fire one later by itself. */
export function canSetAhead() {
  return "Notification" in globalThis && "showTrigger" in Notification.prototype;
}

/**
 * Show what is due from now on, and again as long as the app is open.
 * @param {readonly Notice[]} notices @param {() => number} now
 */
export async function remind(notices, now) {
  clearTimeout(timer);
  if (notificationsAre() !== "granted" || !navigator.serviceWorker) return;
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration) return;
  await closeOthers(registration, notices);
  if (canSetAhead()) return setAhead(registration, notices);
  const shown = new Set(/** @type {string[]} */ ((await kept("shown_notices")) ?? []));
  const { due, waitMs } = dueNow(notices, shown, now());
  for (const each of due) await show(registration, each);
  if (due.length) await keep("shown_notices", [...shown, ...due.map(tagOf)].slice(-200));
  timer = setTimeout(() => void remind(notices, now), waitMs);
}

/** Set nothing any more: she signed out. */
export function stopReminding() {
  clearTimeout(timer);
}

/** @param {ServiceWorkerRegistration} registration @param {Notice} notice @param {object} more */
function show(registration, notice, more = {}) {
  const { reminder_id, prescription_id, slot, local_date } = notice;
  const data = { reminder_id, prescription_id, slot, local_date };
  return registration.showNotification(t("app.name"), { body: notice.text, tag: reminder_id, data, icon: "icons/icon-192.png", ...more });
}

/** Take away what stands no longer. @param {ServiceWorkerRegistration} registration @param {readonly Notice[]} notices */
async function closeOthers(registration, notices) {
  const standing = new Set(notices.map((each) => each.reminder_id));
  for (const each of await registration.getNotifications()) if (each.tag && !standing.has(each.tag)) each.close();
}

/** @param {ServiceWorkerRegistration} registration @param {readonly Notice[]} notices */
async function setAhead(registration, notices) {
  const known = new Map(/** @type {[string, string][]} */ ((await kept("set_notices")) ?? []));
  const news = notices.filter((each) => known.get(each.reminder_id) !== each.due_at);
  const standing = new Set(notices.map((each) => each.reminder_id));
  const unset = [...known.keys()].filter((id) => !standing.has(id));
  if (news.length + unset.length === 0) return;
  for (const each of news) {
    // @ts-expect-error Not every browser has it.
    await show(registration, each, { showTrigger: new globalThis.TimestampTrigger(Date.parse(each.due_at)) });
  }
  await keep("set_notices", notices.map((each) => [each.reminder_id, each.due_at]));
  const installation = await (await database()).get("kept", "installation_id");
  if (!installation) return;
  const set = news.map(({ reminder_id, due_at }) => ({ reminder_id, due_at }));
  await enqueue("notifications", { set, unset }, installation);
}
