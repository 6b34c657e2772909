/** What was said and is not handed in yet. It is written here first, then shown, then sent. */

import { isSaid } from "./batches.js";
import { stamp } from "./clocks.js";
import { database } from "./database.js";
import { tellAll } from "./events.js";
import { uuid7 } from "./ids.js";

/**
 * Put a change at the end of the queue; returns its id. `recorded_at` is the phone's own clock.
 * @param {string} kind
 * @param {Record<string, unknown>} body
 * @param {string} id that of what is changed; left out, a new one
 * @param {readonly string[]} shown the keys of the safety texts that are shown to her at once
 */
export async function enqueue(kind, body, id = uuid7(), shown = []) {
  const db = await database();
  await db.add("queue", { kind, id, body: { ...body, recorded_at: stamp() }, ...(shown.length ? { shown: [...shown] } : {}) });
  tellAll("changed");
  return id;
}

/** Return how many changes of hers wait. */
export async function waiting() {
  return (await (await database()).getAll("queue")).filter(isSaid).length;
}

/** Drop what the server refused, once it was read. @param {number} seq */
export async function dropRefused(seq) {
  await (await database()).delete("refused", seq);
  tellAll("changed");
}
