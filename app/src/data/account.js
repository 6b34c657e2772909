/** Signing in, by password or by an invite's code, and out: then nothing of her stays here. */

import { Offline, Refused, bodyOf, server, tokensOf } from "../server.js";
import { language } from "../words.js";
import { database, keep, kept, wipe } from "./database.js";
import { tellAll } from "./events.js";
import { uuid7 } from "./ids.js";
import { stopReminding } from "./notifications.js";
import { unsubscribe } from "./phones.js";
import { waiting } from "./queue.js";
import { sync } from "./syncing.js";

/** Somebody signed in for whom this app is not. */
export class NotAClient extends Error {}

/** @param {string} email @param {string} password */
export async function signIn(email, password) {
  await begin(await bodyOf(server().POST("/v1/auth/sign-in", { body: { email, password } })));
}

/**
 * Redeem an invite's code; throws Refused, with `password_needed` where the account has a password.
 * @param {{ code: string, email?: string, password?: string }} said
 * @param {string} key the same for the same attempt, so that a lost answer is got again
 */
export async function redeem(said, key) {
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const body = { ...said, timezone, locale: language() };
  const headers = { "Idempotency-Key": key };
  await begin(await bodyOf(server().POST("/v1/auth/redeem-invite", { body, headers })));
}

/** Return the code in what was typed, scanned or pasted: a link has it behind its last # or /. @param {string} text */
export function codeIn(text) {
  const last = text.trim().split(/[#/=]/).pop() ?? "";
  return last.replace(/[^0-9a-z]/gi, "").toUpperCase();
}

/**
 * Keep a new sign-in. What waits belongs to a person: for another one all is deleted first.
 * @param {any} answer
 */
async function begin(answer) {
  if (answer.account.role !== "client") throw new NotAClient();
  const before = await kept("account");
  if (before && before.id !== answer.account.id) await wipe();
  const tx = (await database()).transaction(["kept", "records"], "readwrite");
  const one = tx.objectStore("kept");
  await Promise.all([
    tx.objectStore("records").clear(),
    one.delete("cursor"),
    one.put(tokensOf(answer), "tokens"),
    one.put(answer.account, "account"),
    one.put(uuid7(), "generation"),
    tx.done,
  ]);
  tellAll("signed-in");
  // Otherwise the system may delete what waits when it needs room.
  void globalThis.navigator?.storage?.persist?.();
}

/**
 * Set another password; every other sign-in of hers ends. Throws Refused where the first one is wrong.
 * @param {string} current_password @param {string} new_password
 */
export async function changePassword(current_password, new_password) {
  const generation = await kept("generation");
  const answer = await bodyOf(server().POST("/v1/auth/change-password", { body: { current_password, new_password } }));
  await keep("tokens", tokensOf(answer), generation);
}

/** Send what waits, as far as that is possible now; returns how many changes are left. */
export async function handIn() {
  if ((await waiting()) > 0) await sync();
  return waiting();
}

/**
 * Have her account erased: she is signed out everywhere, so nothing of her stays here either.
 * @returns {Promise<{ erase_at: string, code: string }>} the code keeps the account until then
 */
export async function leaveForGood() {
  const asked = await bodyOf(server().DELETE("/v1/me"));
  await forget();
  return asked;
}

/** Take an erasure back. @param {string} code */
export async function keepAccount(code) {
  await bodyOf(server().POST("/v1/auth/keep-account", { body: { code } }));
}

/** Sign out, here at any rate: nothing that she told or was shown stays on this device. */
export async function signOut() {
  const tokens = await kept("tokens");
  if (tokens) await endOnServer();
  await forget();
}

async function forget() {
  await wipe();
  await Promise.all([stopReminding(), unsubscribe(), clearCaches()]);
  tellAll("signed-out");
}

async function endOnServer() {
  const sent = server().POST("/v1/auth/sign-out", {}).catch((error) => {
    // Without a network it stays open on the server until it is ended from another phone.
    if (!(error instanceof Offline || error instanceof Refused)) throw error;
  });
  await Promise.race([sent, new Promise((done) => setTimeout(done, 4_000))]);
}

/** All but the app itself, which holds nothing of anybody. */
async function clearCaches() {
  if (!globalThis.caches) return;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => !name.startsWith("shell-")).map((name) => caches.delete(name)));
}
