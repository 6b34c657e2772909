/**
 * This phone as the server knows it: where a push reaches it, and that she wants any.
 *
 * A subscription is made by a tap alone. It is registered at every start, and whenever what is said
 * of the phone is other than before: its address, language, zone or the app's version.
 */

import { UNKNOWN, reachOf, targetOf, written } from "../rules/reach.js";
import { Refused, bodyOf, server } from "../server.js";
import { VERSION } from "../version.js";
import { language } from "../words.js";
import { keep, kept } from "./database.js";
import { tellAll } from "./events.js";
import { uuid7 } from "./ids.js";
import { notificationsAre } from "./notifications.js";

/** @import { Phone } from "../rules/reach.js" */

/** Whether it was registered since the app was opened. */
let isFresh = false;

/** Return how this phone is reminded. @param {Phone | undefined} phone */
export function reachNow(phone) {
  const isOnHomeScreen = globalThis.matchMedia?.("(display-mode: standalone)").matches ?? false;
  const mayBeInstalled = !isOnHomeScreen && /iPhone|iPad/.test(globalThis.navigator?.userAgent ?? "");
  return reachOf(notificationsAre(), phone ?? UNKNOWN, mayBeInstalled);
}

/**
 * Ask her browser, subscribe and register. It has to be called by a tap.
 * @returns {Promise<"on" | "open" | "denied" | "offline" | "no_push">} `open`: reminders while the app is open
 */
export async function turnOn() {
  // First, or the browser does not count it as hers.
  if ((await Notification.requestPermission()) !== "granted") return "denied";
  return alone(begin);
}

/** @returns {Promise<"on" | "open" | "offline" | "no_push">} */
async function begin() {
  await change({ wanted: true, refusedFor: null });
  const asked = await bodyOf(server().GET("/v1/app-config")).catch(() => undefined);
  if (!asked) return "offline";
  await keep("config", asked);
  if (!asked.web_push_key || !("PushManager" in globalThis)) return "open";
  const registration = await navigator.serviceWorker.ready;
  const subscription = await subscribe(registration, asked.web_push_key).catch(() => undefined);
  if (!subscription) return "no_push";
  return register(subscription, asked.web_push_key);
}

/** Have no more reminders on this phone. */
export function turnOff() {
  return alone(end);
}

async function end() {
  await unsubscribe();
  const id = await kept("installation_id");
  await change({ wanted: false, isRegistered: false, awaitsProof: false, said: null });
  if (id) await bodyOf(server().DELETE("/v1/me/devices/{installation_id}", { params: { path: { installation_id: id } } })).catch(() => undefined);
}

/** Register again where that is due: nothing is asked of her. */
export function keepRegistered() {
  return alone(registerAgain);
}

async function registerAgain() {
  const phone = await known();
  if (!phone.wanted || notificationsAre() !== "granted" || !("PushManager" in globalThis)) return;
  const registration = await navigator.serviceWorker.getRegistration();
  const key = (await kept("config"))?.web_push_key;
  if (!registration || !key || key === phone.refusedFor) return;
  const subscription = await subscribe(registration, key).catch(() => undefined);
  if (!subscription) return;
  const said = await sayingOf(subscription);
  const isDue = !isFresh || !phone.isRegistered || phone.said !== JSON.stringify(said);
  if (isDue || (await kept("proof"))) await register(subscription, key);
}

/** Take this phone's address away from the browser, so that nothing reaches it. */
export async function unsubscribe() {
  isFresh = false;
  const registration = await globalThis.navigator?.serviceWorker?.getRegistration();
  const subscription = await registration?.pushManager?.getSubscription().catch(() => null);
  await subscription?.unsubscribe().catch(() => false);
}

/** Return the subscription for the server's key: the one that there is, or a new one. @param {ServiceWorkerRegistration} registration @param {string} key */
async function subscribe({ pushManager }, key) {
  const before = await pushManager.getSubscription();
  if (before && written(before.options.applicationServerKey) === key) return before;
  // The practice has another key than then.
  await before?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

/** @param {PushSubscription} subscription @param {string} key of the server @returns {Promise<"on" | "offline" | "no_push">} */
async function register(subscription, key) {
  const said = await sayingOf(subscription);
  const proof = await kept("proof");
  try {
    const answer = await put({ ...said, ...(proof ? { proof: proof.proof } : {}) });
    isFresh = true;
    await keep("proof", undefined);
    const isOff = answer.warnings.some((/** @type {{ code: string }} */ { code }) => code === "zone_rules_differ");
    await change({ isRegistered: true, awaitsProof: answer.awaits_proof, said: JSON.stringify(said), isOff });
    return "on";
  } catch (error) {
    const isFinal = error instanceof Refused && (error.status === 422 || error.code === "web_push_is_off");
    if (!isFinal) return "offline";
    await subscription.unsubscribe().catch(() => false);
    await change({ isRegistered: false, said: null, refusedFor: key });
    return "no_push";
  }
}

/** Register under this phone's id; under a new one where that is somebody else's. @param {object} body */
async function put(body) {
  const send = (/** @type {string} */ id) =>
    bodyOf(server().PUT("/v1/me/devices/{installation_id}", { params: { path: { installation_id: id } }, body }));
  const id = (await kept("installation_id")) ?? (await newId());
  return send(id).catch(async (error) => {
    if (error instanceof Refused && error.status === 404) return send(await newId());
    throw error;
  });
}

async function newId() {
  const id = uuid7();
  await keep("installation_id", id);
  return id;
}

/** @param {PushSubscription} subscription */
async function sayingOf(subscription) {
  return {
    platform: "web",
    target: targetOf(subscription.toJSON()),
    notifications_allowed: notificationsAre() === "granted",
    app_version: VERSION,
    locale: language(),
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    utc_offset_min: -new Date().getTimezoneOffset(),
  };
}

/**
 * Do one thing at a time, in all tabs, or one phone would be registered as two.
 * @template T @param {() => Promise<T>} act @returns {Promise<T>}
 */
function alone(act) {
  return navigator.locks ? /** @type {Promise<any>} */ (navigator.locks.request("carryover-phone", act)) : act();
}

/** @returns {Promise<Phone>} */
async function known() {
  return (await kept("phone")) ?? UNKNOWN;
}

/** @param {Partial<Phone>} more */
async function change(more) {
  await keep("phone", { ...(await known()), ...more });
  tellAll("synced");
}
