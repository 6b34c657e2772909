import assert from "node:assert/strict";
import { test } from "node:test";

import { MOST_CHANGES, bodyOfSync, settle, waitMs } from "../../../app/src/data/batches.js";

const change = (seq, kind = "log") => ({ seq, kind, id: `id-${seq}`, body: { n: seq } });

test("the oldest changes go first, a hundred at a time, without their place in the queue", () => {
  const queue = Array.from({ length: 130 }, (_, n) => change(n + 1));
  const body = bodyOfSync("c", queue, "2026-03-03T12:00:00+01:00");
  assert.equal(body.changes.length, MOST_CHANGES);
  assert.deepEqual(body.changes[0], { kind: "log", id: "id-1", body: { n: 1 } });
  assert.deepEqual([body.cursor, body.sent_at], ["c", "2026-03-03T12:00:00+01:00"]);
});

test("what is stored or known leaves the queue, what may succeed later stays", () => {
  const sent = [change(1), change(2), change(3), change(4)];
  const text = { key: "urgent" };
  const found = settle(sent, [
    { status: "stored", problem: null },
    { status: "merged", problem: null },
    { status: "refused", problem: { retryable: true } },
    { status: "refused", problem: { retryable: false, safety_texts: [text] } },
  ]);
  assert.deepEqual(found.settled, [1, 2, 4]);
  assert.deepEqual(found.staying, [3]);
  assert.deepEqual(found.refused.map((each) => each.id), ["id-4"]);
  assert.deepEqual(found.texts, [text]);
});

test("an answer that is too short settles nothing that it does not name", () => {
  assert.deepEqual(settle([change(1), change(2)], [{ status: "stored", problem: null }]).settled, [1]);
});

test("waits grow up to five minutes and are never the same for all", () => {
  assert.equal(waitMs(1, 1), 2_000);
  assert.equal(waitMs(2, 0), 2_000);
  assert.equal(waitMs(40, 1), 300_000);
});

test("texts that come with an answer are shown, unless she saw them as she said it", () => {
  const emergency = { key: "emergency" };
  const stop = { key: "exercise_stop" };
  const sent = [{ ...change(1), shown: ["emergency"] }, change(2), change(3)];
  const results = [
    { status: "stored", problem: null, safety_texts: [emergency] },
    { status: "stored", problem: null, safety_texts: [stop] },
    { status: "merged", problem: null, safety_texts: [stop] },
  ];
  assert.deepEqual(settle(sent, results).texts, [stop]);
  assert.equal("shown" in bodyOfSync(null, sent, "now").changes[0], false);
});

test("what the phone tells by itself is not shown as refused", () => {
  const found = settle([change(1, "receipt")], [{ status: "refused", problem: { retryable: false } }]);
  assert.deepEqual([found.settled, found.refused], [[1], []]);
});
