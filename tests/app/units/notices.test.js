import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

import { dueNow } from "../../../app/src/rules/notices.js";

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

test("a notification is answered on its own day", async () => {
  const opened = [];
  const handlers = {};
  const self = {
    location: { href: "https://x.org/app/sw.js" },
    addEventListener: (name, handle) => { handlers[name] = handle; },
    clients: { matchAll: async () => [], openWindow: async (url) => { opened.push(url); } },
  };
  const source = readFileSync(new URL("../../../app/sw.js", import.meta.url), "utf8");
  vm.runInNewContext(source, { self, importScripts() {}, SHELL: { version: "1", files: {} }, URL, Date, encodeURIComponent });
  const click = async (data) => {
    let done;
    handlers.notificationclick({ notification: { close() {}, data }, waitUntil: (promise) => { done = promise; } });
    await done;
    return opened.pop();
  };
  assert.equal(await click({ slot: "check_in", local_date: "2026-03-02" }), "https://x.org/app/#/check-in/2026-03-02");
  assert.equal(await click({ slot: "weekly_check_in", local_date: "2026-03-08" }), "https://x.org/app/#/weekly/2026-03-02");
  assert.equal(await click({ slot: "08:30", local_date: "2026-03-02", prescription_id: "p" }), "https://x.org/app/#/exercise/p/2026-03-02/08%3A30");
  assert.equal(await click(null), "https://x.org/app/");
});
