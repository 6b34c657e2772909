import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

import { nothing } from "../../../app/src/data/overlay.js";
import { PUSH_TAKES_MS, dueNow, isOpen, standing } from "../../../app/src/rules/notices.js";

const NOW = Date.parse("2026-03-03T08:00:00Z");
const notice = (id, due, expires = "2026-03-03T12:00:00Z") => ({ reminder_id: id, due_at: due, expires_at: expires, text: "x" });

test("what is due and has not expired is shown once, and it looks again when the next one is", () => {
  const notices = [
    notice("due", "2026-03-03T07:59:00Z"),
    notice("seen", "2026-03-03T07:00:00Z"),
    notice("over", "2026-03-03T06:00:00Z", "2026-03-03T07:30:00Z"),
    notice("next", "2026-03-03T08:00:20Z"),
  ];
  const { due, waitMs } = dueNow(notices, new Set(["seen 2026-03-03T07:00:00Z"]), NOW);
  assert.deepEqual(due.map((each) => each.reminder_id), ["due"]);
  assert.equal(waitMs, 20_000);
  assert.equal(dueNow([], new Set(), NOW).waitMs, 60_000);
});

test("one that moved is another one", () => {
  const moved = [notice("a", "2026-03-03T07:50:00Z")];
  assert.equal(dueNow(moved, new Set(["a 2026-03-03T07:00:00Z"]), NOW).due.length, 1);
});

test("one that was pushed here is not shown again, and a push is waited for", () => {
  const one = [notice("a", "2026-03-03T07:59:00Z")];
  assert.deepEqual(dueNow(one, new Set(["a"]), NOW).due, []);
  assert.deepEqual(dueNow(one, new Set(), NOW, PUSH_TAKES_MS), { due: [], waitMs: 60_000 });
  assert.equal(dueNow(one, new Set(), NOW + PUSH_TAKES_MS, PUSH_TAKES_MS).due.length, 1);
});

test("what was due stays until it expires, although it is told no more", () => {
  const before = [notice("due", "2026-03-03T07:59:00Z"), notice("gone", "2026-03-03T09:00:00Z"), notice("over", "2026-03-03T06:00:00Z", "2026-03-03T07:30:00Z")];
  const told = [notice("new", "2026-03-03T10:00:00Z")];
  assert.deepEqual(standing(before, told, NOW).map((each) => each.reminder_id), ["due", "new"]);
  assert.equal(standing(before, before, NOW).length, 3);
});

test("nobody is reminded of what she has told, or what is stopped or excused", () => {
  const of = { slot: "08:30", local_date: "2026-03-03", prescription_id: "p" };
  const daily = { slot: "check_in", local_date: "2026-03-03", prescription_id: null };
  const weekly = { slot: "weekly_check_in", local_date: "2026-03-08", prescription_id: null };
  const day = (more) => ({ on: "2026-03-03", excused: null, items: [], habits: [], check_in: { done: false }, ...more });
  const view = (more) => ({ ...nothing(), days: new Map([["2026-03-03", day({})]]), ...more });
  for (const each of [of, daily, weekly]) assert.ok(isOpen(view({}), each));
  const log = (more) => ({ logs: new Map([["p 2026-03-03 08:30", { undone: false, ...more }]]) });
  assert.ok(!isOpen(view(log({})), of));
  assert.ok(isOpen(view(log({ undone: true })), of));
  assert.ok(!isOpen(view({ logs: new Map([["p 2026-03-03 day", { undone: false }]]) }), { ...of, slot: "n2" }));
  assert.ok(!isOpen(view({ home: { paused: [{ prescription_id: "p" }] } }), of));
  assert.ok(!isOpen(view({ days: new Map([["2026-03-03", day({ excused: "ill" })]]) }), of));
  assert.ok(!isOpen(view({ days: new Map([["2026-03-03", day({ check_in: { done: true } })]]) }), daily));
  assert.ok(!isOpen(view({ weeks: new Map([["2026-03-02", {}]]) }), weekly));
});

test("a notification is answered on its own day", () => {
  const worker = { location: { href: "https://x.org/app/sw.js" }, addEventListener() {} };
  const source = readFileSync(new URL("../../../app/reminding.js", import.meta.url), "utf8");
  const { placeOf } = vm.runInNewContext(`${source};({ placeOf })`, { self: worker, URL, Date, encodeURIComponent, BroadcastChannel: class {} });
  assert.equal(placeOf({ slot: "check_in", local_date: "2026-03-02" }), "#/check-in/2026-03-02");
  assert.equal(placeOf({ slot: "weekly_check_in", local_date: "2026-03-08" }), "#/weekly/2026-03-02");
  assert.equal(placeOf({ slot: "08:30", local_date: "2026-03-02", prescription_id: "p" }), "#/exercise/p/2026-03-02/08%3A30");
  assert.equal(placeOf({ slot: "n1", local_date: "2026-03-02", prescription_id: "p" }), "");
  assert.equal(placeOf({ source: "sign_in" }), "#/access");
  assert.equal(placeOf({}), "");
});
