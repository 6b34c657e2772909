/** The queue of what is told offline; the server is a function here. */
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  type ChangeProblem,
  type Kept,
  NOTHING,
  Offline,
  type OfflineStore,
  type Synced,
  connect,
  inMemory,
  offlineQueue,
} from "../src/index.ts";

interface Sent {
  cursor: string | null;
  changes: { id: string; kind: string }[];
  sent_at: string;
}

const QUICK = { firstWaitMs: 5, longestWaitMs: 50, timeoutMs: 500, attempts: 2 };

function problem(code: string, retryable: boolean): ChangeProblem {
  return { type: `/problems/${code}`, title: "x", status: 422, code, errors: [], retryable };
}

/** Answer a sync: each change is stored but those that have a problem by their kind. */
function answered(sent: Sent, cursor: string, more: Partial<Synced> = {}): Response {
  const problems: Record<string, ChangeProblem> = {
    bad: problem("invalid", false),
    busy: problem("unavailable", true),
  };
  const results = sent.changes.map(({ id, kind }) => {
    const found = problems[kind] ?? null;
    return { id, status: found ? "refused" : "stored", problem: found };
  });
  const rest = { changes: [], deleted: [], has_more: false, notifications: [], stored: 0 };
  const body = { ...rest, results, cursor, plan_token: `of ${cursor}`, ...more };
  return Response.json(body);
}

function gone(): Response {
  const body = { ...problem("cursor_expired", false), status: 410, request_id: "1" };
  const headers = { "content-type": "application/problem+json" };
  return new Response(JSON.stringify(body), { status: 410, headers });
}

const lost = () => Promise.reject<Response>(new TypeError("fetch failed"));

type Answer = (sent: Sent) => Response | Promise<Response>;

/** Return a queue whose server gives these answers in turn, what came there, and what is kept. */
function served(first: Kept, ...answers: Answer[]) {
  const came: Sent[] = [];
  const told: Parameters<OfflineStore["save"]>[1][] = [];
  let kept = first;
  const api = connect({
    baseUrl: "https://api.example.org",
    tokens: inMemory(),
    retries: QUICK,
    fetch: async (request) => {
      came.push((await request.json()) as Sent);
      const answer = answers[came.length - 1];
      if (answer === undefined) throw new Error("one request too many");
      return answer(came[came.length - 1] as Sent);
    },
  });
  const queue = offlineQueue(api, {
    load: () => kept,
    save: (now, what) => {
      kept = now;
      if (what) told.push(what);
    },
  });
  return { queue, came, told, kept: () => kept };
}

test("what is more than a hundred is handed in by several requests, in order", async () => {
  const { queue, came, kept } = served(
    NOTHING,
    (sent) => answered(sent, "c1"),
    (sent) => answered(sent, "c2"),
  );
  const ids: string[] = [];
  for (let n = 0; n < 130; n += 1) ids.push(await queue.add("log", { n }));
  assert.deepEqual(await queue.sync(), []);
  assert.deepEqual(came.map((sent) => [sent.cursor, sent.changes.length]), [[null, 100], ["c1", 30]]);
  assert.deepEqual(came.flatMap((sent) => sent.changes.map(({ id }) => id)), ids);
  assert.deepEqual(kept(), { queue: [], cursor: "c2", planToken: "of c2" });
});

test("after a lost answer the same is sent again, stamped anew, and given up it is kept", async () => {
  const one = served({ ...NOTHING, cursor: "c1" }, lost, (sent) => answered(sent, "c2"));
  const id = await one.queue.add("check_in", { pain_average: 4 });
  await one.queue.sync();
  const [first, again] = one.came;
  assert.ok(first && again);
  assert.deepEqual({ ...again, sent_at: "" }, { ...first, sent_at: "" });
  assert.ok(Date.parse(again.sent_at) > Date.parse(first.sent_at));

  const given = served({ ...NOTHING, cursor: "c1" }, lost, lost, (sent) => answered(sent, "c2"));
  await given.queue.add("check_in", { pain_average: 4 }, id);
  await assert.rejects(given.queue.sync(), Offline);
  assert.deepEqual([given.kept().queue[0]?.id, given.kept().cursor], [id, "c1"]);
  await given.queue.sync();
  assert.deepEqual([given.came[2]?.changes[0]?.id, given.kept().queue.length], [id, 0]);
});

test("an expired cursor starts anew: the same changes, and all that is told", async () => {
  const { queue, came, told } = served(
    { ...NOTHING, cursor: "old" },
    gone,
    (sent) => answered(sent, "c1", { has_more: true }),
    (sent) => answered(sent, "c2"),
  );
  await queue.add("log", {});
  await queue.sync();
  assert.deepEqual(came.map((sent) => sent.cursor), ["old", null, "c1"]);
  assert.deepEqual(came.map((sent) => sent.changes.length), [1, 1, 0]);
  // All records go before the first of the two answers, and not before the second.
  assert.deepEqual(told.map((each) => each?.isAll), [true, false]);
});

test("what may succeed later stays, what is refused is told, what came meanwhile is sent", async () => {
  const { queue, came, kept } = served(
    NOTHING,
    async (sent) => {
      await queue.add("log", { late: true }, "late");
      return answered(sent, "c1");
    },
    (sent) => answered(sent, "c2"),
  );
  for (const kind of ["bad", "busy", "log"]) await queue.add(kind, {}, kind);
  const refused = await queue.sync();
  assert.deepEqual(refused.map(({ change, problem: p }) => [change.id, p.code]), [["bad", "invalid"]]);
  assert.deepEqual(came.map((sent) => sent.changes.map(({ id }) => id)), [["bad", "busy", "log"], ["late"]]);
  assert.deepEqual(kept().queue.map(({ id }) => id), ["busy"]);
});

test("two calls are one sync", async () => {
  const { queue, came } = served(NOTHING, (sent) => answered(sent, "c1"));
  await Promise.all([queue.sync(), queue.sync()]);
  assert.equal(came.length, 1);
});
