/** An exercise as a row of counted phases; what time it is, is always an argument. */

/** @import { Dose } from "../shapes.js" */

/**
 * `seconds` is null where she goes on by herself. A rest comes after its set.
 * @typedef {{ kind: "ready" | "hold" | "relax" | "move" | "work" | "rest", set: number, rep: number, seconds: number | null }} Phase
 */
/**
 * `endsAt` is null while it is paused or she goes on by herself; `left` is what is left then, in ms.
 * @typedef {{ index: number, endsAt: number | null, left: number | null, isPaused: boolean }} Run
 */

export const READY_S = 5;
export const RELAX_S = 3;
export const REST_S = 30;

/** Return the phases of a dose. @param {Dose} dose @returns {Phase[]} */
export function phasesOf(dose) {
  /** @type {Phase[]} */
  const phases = [{ kind: "ready", set: 1, rep: 1, seconds: READY_S }];
  const sets = dose.sets ?? 1;
  for (let set = 1; set <= sets; set += 1) {
    phases.push(...phasesOfSet(dose, set));
    if (set < sets) phases.push({ kind: "rest", set, rep: 1, seconds: REST_S });
  }
  return phases;
}

/** @param {Dose} dose @param {number} set @returns {Phase[]} */
function phasesOfSet({ reps, hold_s, duration_min }, set) {
  if (duration_min) return [{ kind: "work", set, rep: 1, seconds: duration_min * 60 }];
  if (!hold_s) return [{ kind: "move", set, rep: reps ?? 1, seconds: null }];
  /** @type {Phase[]} */
  const phases = [];
  for (let rep = 1; rep <= (reps ?? 1); rep += 1) {
    phases.push({ kind: "hold", set, rep, seconds: hold_s });
    if (rep < (reps ?? 1)) phases.push({ kind: "relax", set, rep, seconds: RELAX_S });
  }
  return phases;
}

/** Begin a phase. @param {readonly Phase[]} phases @param {number} index @param {number} at @returns {Run} */
export function begin(phases, index, at) {
  const seconds = phases[index]?.seconds ?? null;
  return { index, endsAt: seconds === null ? null : at + seconds * 1000, left: null, isPaused: false };
}

/** Return where a run is by now: phases that have passed, also while the screen was off, are done. @param {readonly Phase[]} phases @param {Run} run @param {number} now @returns {Run} */
export function follow(phases, run, now) {
  let at = run;
  while (at.endsAt !== null && at.endsAt <= now && at.index < phases.length) {
    at = begin(phases, at.index + 1, at.endsAt);
  }
  return at;
}

/** @param {Run} run @param {number} now @returns {Run} */
export function pause(run, now) {
  if (run.isPaused) return run;
  return { ...run, endsAt: null, left: run.endsAt === null ? null : run.endsAt - now, isPaused: true };
}

/** @param {Run} run @param {number} now @returns {Run} */
export function resume(run, now) {
  if (!run.isPaused) return run;
  return { ...run, endsAt: run.left === null ? null : now + run.left, left: null, isPaused: false };
}

/** Return how many whole seconds are left; null where she goes on by herself. @param {Run} run @param {number} now */
export function secondsLeft(run, now) {
  const left = run.isPaused ? run.left : run.endsAt === null ? null : run.endsAt - now;
  return left === null ? null : Math.max(0, Math.ceil(left / 1000));
}

/** Tell whether all is done. @param {readonly Phase[]} phases @param {Run} run */
export function isOver(phases, run) {
  return run.index >= phases.length;
}

/** Return how many sets are done. @param {readonly Phase[]} phases @param {Run} run */
export function setsDone(phases, run) {
  const phase = phases[run.index];
  if (!phase) return phases.at(-1)?.set ?? 0;
  return phase.kind === "rest" ? phase.set : phase.set - 1;
}
