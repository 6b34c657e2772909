/** What a sync sends, and what becomes of the queue by its answer. Nothing here asks anyone. */

/** @import { Change, KeptRecord, Queued, RefusedChange } from "../shapes.js" */

export const MOST_CHANGES = 100;
/** What the phone tells by itself: nobody is asked to wait for it, or has to read that it was not taken. */
const BY_ITSELF = ["receipt", "notifications", "device"];

/**
 * Return the body of a sync of the oldest changes.
 * @param {string | null} cursor
 * @param {readonly Queued[]} queue
 * @param {string} sentAt
 */
export function bodyOfSync(cursor, queue, sentAt) {
  return {
    cursor,
    sent_at: sentAt,
    changes: queue.slice(0, MOST_CHANGES).map(({ kind, id, body }) => ({ kind, id, body })),
  };
}

/**
 * Return which of the sent changes leave the queue, and which of these were refused for good.
 * @param {readonly Queued[]} sent
 * @param {readonly { status: string, problem: any, safety_texts?: any[] }[]} results
 * @returns {{ settled: number[], staying: number[], refused: RefusedChange[], texts: any[] }}
 * `staying` may succeed later, but not at once; `texts` have to be shown, since she has not seen them yet.
 */
export function settle(sent, results) {
  /** @type {number[]} */
  const settled = [];
  /** @type {number[]} */
  const staying = [];
  /** @type {RefusedChange[]} */
  const refused = [];
  /** @type {any[]} */
  const texts = [];
  sent.forEach((change, place) => {
    const result = results[place];
    if (!result || change.seq === undefined) return;
    const told = [...(result.safety_texts ?? []), ...(result.problem?.safety_texts ?? [])];
    texts.push(...told.filter(({ key }) => !change.shown?.includes(key) && !texts.some((each) => each.key === key)));
    if (result.status !== "refused") settled.push(change.seq);
    else if (result.problem?.retryable) staying.push(change.seq);
    else {
      settled.push(change.seq);
      const { seq, shown, ...rest } = change;
      if (isSaid(change)) refused.push({ ...rest, problem: result.problem });
    }
  });
  return { settled, staying, refused, texts };
}

/** Tell whether she herself said it. @param {Change} change */
export function isSaid({ kind }) {
  return !BY_ITSELF.includes(kind);
}

/** How long to wait before the next try: longer each time, never twice the same. @param {number} failures */
export function waitMs(failures, random = Math.random()) {
  return Math.min(2_000 * 2 ** Math.max(0, failures - 1), 300_000) * (0.5 + random / 2);
}
