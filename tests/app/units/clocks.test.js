import assert from "node:assert/strict";
import { test } from "node:test";

import { aheadBy, dateIn, daysAfter, daysBetween, mondayOf, stamp, timeIn } from "../../../app/src/data/clocks.js";
import { uuid7 } from "../../../app/src/data/ids.js";

const AT = new Date("2026-03-02T23:30:00.125Z");

test("an instant is written as the phone's clock shows it, with its offset", () => {
  assert.equal(stamp(AT, 60), "2026-03-03T00:30:00.125+01:00");
  assert.equal(stamp(AT, -210), "2026-03-02T20:00:00.125-03:30");
  assert.equal(Date.parse(stamp(AT, 345)), AT.getTime());
});

test("a date is that of a zone, and of the phone's own where it does not know the name", () => {
  assert.equal(dateIn(AT.getTime(), "Europe/Berlin"), "2026-03-03");
  assert.equal(dateIn(AT.getTime(), "America/Mexico_City"), "2026-03-02");
  assert.equal(timeIn(AT.getTime(), "Asia/Kathmandu"), "05:15");
  assert.match(dateIn(AT.getTime(), "Nowhere/Land"), /^2026-03-0[23]$/);
});

test("days are counted on the calendar, whatever the clocks do", () => {
  assert.equal(daysAfter("2026-03-28", 2), "2026-03-30");
  assert.equal(daysAfter("2024-03-01", -1), "2024-02-29");
  assert.equal(daysBetween("2025-12-30", "2026-01-02"), 3);
  assert.deepEqual(["2026-03-01", "2026-03-02"].map(mondayOf), ["2026-02-23", "2026-03-02"]);
});

test("a clock that is wrong is corrected by the middle of the trip", () => {
  assert.equal(aheadBy("2026-03-02T10:00:01Z", Date.parse("2026-03-02T09:00:00Z"), Date.parse("2026-03-02T09:00:02Z")), 3_600_000);
});

test("ids are UUIDs of version 7 that sort by when they were made", () => {
  const random = Uint8Array.from({ length: 10 }, () => 255);
  const id = uuid7(Date.parse("2026-03-02T00:00:00Z"), random);
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(Number.parseInt(id.slice(0, 13).replace("-", ""), 16), Date.parse("2026-03-02T00:00:00Z"));
  assert.ok(uuid7(1, random) < uuid7(2, new Uint8Array(10)));
});
