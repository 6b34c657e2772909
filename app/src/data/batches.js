/** What a sync sends, and what becomes of the queue by its answer. Nothing here asks anyone. */

/** @import { Change, KeptRecord, Queued, RefusedChange } from "../shapes.js" */

export const MOST_CHANGES = 100;

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
 * @param {readonly { status: string, problem: any }[]} results
 * @returns {{ settled: number[], staying: number[], refused: RefusedChange[], texts: any[] }}
 * `staying` may succeed later, but not at once.
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
    texts.push(...(result.problem?.safety_texts ?? []));
    if (result.status !== "refused") settled.push(change.seq);
    else if (result.problem?.retryable) staying.push(change.seq);
    else {
      settled.push(change.seq);
      const { seq, ...rest } = change;
      refused.push({ ...rest, problem: result.problem });
    }
  });
  return { settled, staying, refused, texts };
}

/** How long to wait before the next try: longer each time, never twice the same. @param {number} failures */
export function waitMs(failures, random = Math.random()) {
  return Math.min(2_000 * 2 ** Math.max(0, failures - 1), 300_000) * (0.5 + random / 2);
}
