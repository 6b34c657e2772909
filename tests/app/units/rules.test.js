import assert from "node:assert/strict";
import { test } from "node:test";

import { placesOf } from "../../../app/src/rules/body.js";
import { changed, durationS, toggled } from "../../../app/src/rules/check_in.js";
import { keysOfFlags, keysOfStop, numberIn } from "../../../app/src/rules/safety.js";
import { begin, follow, isOver, pause, phasesOf, resume, secondsLeft, setsDone } from "../../../app/src/rules/timer.js";

const dose = (more) => ({ sets: null, reps: null, hold_s: null, duration_min: null, ...more });

test("holds are counted, with a pause between them and a rest between sets", () => {
  const kinds = phasesOf(dose({ sets: 2, reps: 2, hold_s: 5 })).map((each) => `${each.kind}${each.seconds}`);
  assert.deepEqual(kinds, ["ready5", "hold5", "relax3", "hold5", "rest30", "hold5", "relax3", "hold5"]);
});

test("without a hold she goes on by herself, and minutes run by themselves", () => {
  assert.deepEqual(phasesOf(dose({ sets: 2, reps: 10 })).map((each) => each.seconds), [5, null, 30, null]);
  assert.deepEqual(phasesOf(dose({ duration_min: 2 })).map((each) => each.seconds), [5, 120]);
  assert.deepEqual(phasesOf(dose({})).map((each) => each.kind), ["ready", "move"]);
});

test("what passed while the screen was off is done", () => {
  const phases = phasesOf(dose({ sets: 1, reps: 3, hold_s: 10 }));
  const run = follow(phases, begin(phases, 0, 0), 5_000 + 10_000 + 3_000 + 4_000);
  assert.deepEqual([phases[run.index].kind, phases[run.index].rep, secondsLeft(run, 22_000)], ["hold", 2, 6]);
  assert.ok(isOver(phases, follow(phases, run, 60_000)));
});

test("a pause stands still", () => {
  const phases = phasesOf(dose({ reps: 1, hold_s: 30 }));
  const paused = pause(begin(phases, 1, 0), 10_000);
  assert.equal(secondsLeft(follow(phases, paused, 99_000), 99_000), 20);
  assert.equal(secondsLeft(resume(paused, 99_000), 100_000), 19);
});

test("a set counts once it is done", () => {
  const phases = phasesOf(dose({ sets: 2, reps: 1, hold_s: 5 }));
  assert.deepEqual([0, 1, 2, 3, 4].map((index) => setsDone(phases, begin(phases, index, 0))), [0, 0, 1, 1, 2]);
});

const FLAGS = [{ code: "major_trauma", level: "emergency" }, { code: "swollen_hot_calf", level: "urgent" }, { code: "thoughts_of_suicide", level: "emergency" }];

test("the most severe text comes first, and an unknown flag is urgent", () => {
  assert.deepEqual(keysOfFlags(["swollen_hot_calf", "major_trauma"], FLAGS), ["emergency", "urgent"]);
  assert.deepEqual(keysOfFlags(["thoughts_of_suicide"], FLAGS), ["crisis_line"]);
  assert.deepEqual(keysOfFlags(["of_tomorrow"], FLAGS), ["urgent"]);
});

test("an exercise stops by the rules of the server", () => {
  const log = (pain_before, pain_after, stop_signs = []) => keysOfStop({ pain_before, pain_after, stop_signs }, 5);
  assert.deepEqual(log(2, 4), ["exercise_stop"]);
  assert.deepEqual(log(null, 6), ["exercise_stop"]);
  assert.deepEqual(log(7, 6), []);
  assert.deepEqual(log(null, 5), []);
  assert.deepEqual(log(6, 7), ["exercise_stop"]);
  assert.deepEqual(log(null, null, ["chest_pain"]), ["emergency", "exercise_stop"]);
});

test("the number to call is the one that the text names", () => {
  assert.equal(numberIn("Call 112 (or 110) now."), "112");
  assert.equal(numberIn("Call your local emergency number now."), undefined);
});

test("a tap adds a place, another one takes it away, also of a spot on both sides", () => {
  const left = { region: "knee", side: "left" };
  const spots = toggled([], left);
  assert.deepEqual(spots, [{ region: "knee", side: "left", role: "source", tingling: false }]);
  assert.equal(changed(spots, left, { role: "referred" })[0].role, "referred");
  assert.deepEqual(toggled(spots, left), []);
  assert.deepEqual(toggled([{ region: "knee", side: "both", role: "source", tingling: false }], left), []);
});

test("a figure that faces her has her right on the left of the picture", () => {
  const x = (view, side) => placesOf(view).find((each) => each.region === "hand" && each.side === side).box[0];
  assert.ok(x("front", "right") < x("front", "left"));
  assert.ok(x("back", "left") < x("back", "right"));
});

test("a duration is whole seconds of at most a day", () => {
  assert.deepEqual([durationS(0, 18_400), durationS(5, 0), durationS(0, 1e12)], [18, 0, 86_400]);
});
