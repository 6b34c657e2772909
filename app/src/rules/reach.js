/** How a phone can be reminded, and what it says to the server so that it is. */

/**
 * - `unsupported`: the browser shows no notifications; `install`: it does once the app is on the home screen.
 * - `unasked`, `off`: she has not turned it on here, and is asked by the browser, or was before.
 * - `denied`: the browser has been told not to.
 * - `open`: they come while the app is open; `proving`: the first push is waited for; `on`: pushes come.
 * @typedef {"unsupported" | "install" | "unasked" | "off" | "denied" | "open" | "proving" | "on"} Reach
 */
/**
 * What is kept of it: whether she wants reminders here, how the server knows this phone (`said`, as JSON),
 * the server's key for which this browser was refused, and whether its clock has other rules than its zone.
 * @typedef {{ wanted: boolean, isRegistered: boolean, awaitsProof: boolean, said: string | null, refusedFor: string | null, isOff: boolean }} Phone
 */

/** @type {Phone} */
export const UNKNOWN = { wanted: false, isRegistered: false, awaitsProof: false, said: null, refusedFor: null, isOff: false };

/**
 * @param {"granted" | "denied" | "default" | "unsupported"} permission
 * @param {Phone} phone
 * @param {boolean} mayBeInstalled whether it could be put on the home screen of a phone that asks for it
 * @returns {Reach}
 */
export function reachOf(permission, phone, mayBeInstalled) {
  if (permission === "unsupported") return mayBeInstalled ? "install" : "unsupported";
  if (permission === "denied") return "denied";
  if (permission === "default") return "unasked";
  if (!phone.wanted) return "off";
  if (!phone.isRegistered) return "open";
  return phone.awaitsProof ? "proving" : "on";
}

/**
 * Return the target of a subscription; null for one that no message could be encrypted for.
 * @param {{ endpoint?: string, keys?: Record<string, string> }} subscription as its `toJSON` tells it
 */
export function targetOf({ endpoint, keys }) {
  const p256dh = keys?.["p256dh"];
  const auth = keys?.["auth"];
  return endpoint && p256dh && auth ? { kind: "web_push", endpoint, p256dh, auth } : null;
}

/** Return bytes as base64url, as keys are written. @param {ArrayBuffer | null | undefined} bytes */
export function written(bytes) {
  const text = String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0)));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
