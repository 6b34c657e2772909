/**
 * What the phone keeps, in IndexedDB: records, the queue, what was refused, pictures, and single things.
 *
 * A new version of the app only ever adds to it; what waits in the queue is never touched.
 */

import { deleteDB, openDB } from "../../vendor/idb.js";
import { tell } from "./events.js";

/** @typedef {import("../../vendor/idb.js").IDBPDatabase} Database */

const NAME = "carryover";
const VERSION = 1;

/** @type {Promise<Database> | undefined} */
let opening;

/** Return the open database; it gives way to another tab that wants to delete or raise it. */
export function database() {
  opening ??= openDB(NAME, VERSION, {
    upgrade(db) {
      db.createObjectStore("records", { keyPath: ["kind", "id"] });
      db.createObjectStore("queue", { keyPath: "seq", autoIncrement: true });
      db.createObjectStore("refused", { keyPath: "seq", autoIncrement: true });
      db.createObjectStore("pictures");
      db.createObjectStore("kept");
    },
    blocking(_from, _to, event) {
      /** @type {IDBDatabase} */ (event.target).close();
      opening = undefined;
      tell("gone");
    },
    terminated() {
      opening = undefined;
    },
  });
  return opening;
}

/** Return a single thing that is kept. @param {string} name @returns {Promise<any>} */
export async function kept(name) {
  return (await database()).get("kept", name);
}

/**
 * Keep a single thing, as long as somebody is signed in: what was asked for before comes too late.
 * @param {string} name @param {unknown} value
 * @param {unknown} generation of the sign-in that it is of; left out, that of now
 */
export async function keep(name, value, generation = undefined) {
  const tx = (await database()).transaction("kept", "readwrite");
  const [tokens, now] = await Promise.all([tx.store.get("tokens"), tx.store.get("generation")]);
  if (tokens && (generation === undefined || generation === now)) await tx.store.put(value, name);
  await tx.done;
}

/**
 * Delete what a sign-in that is over has shown; what waits is kept for her who signs in again.
 * @param {import("../../vendor/idb.js").IDBPTransaction<unknown, string[], "readwrite">} tx over all that it deletes
 */
export async function forgetShown(tx) {
  const one = tx.objectStore("kept");
  const names = /** @type {string[]} */ (await one.getAllKeys()).filter((name) => name !== "account");
  await Promise.all([
    tx.objectStore("records").clear(),
    tx.objectStore("pictures").clear(),
    ...names.map((name) => one.delete(name)),
  ]);
}

/** What `forgetShown` deletes from. */
export const SHOWN = ["records", "pictures", "kept"];

/** Delete all that is kept of a person: nothing of it may be found afterwards. */
export async function wipe() {
  const db = await database();
  // Emptied first: a tab that does not give way keeps the database from being deleted.
  const all = ["records", "queue", "refused", "pictures", "kept"];
  const tx = db.transaction(all, "readwrite");
  await Promise.all([...all.map((name) => tx.objectStore(name).clear()), tx.done]);
  db.close();
  opening = undefined;
  await deleteDB(NAME, { blocked() {} }).catch(() => undefined);
}
