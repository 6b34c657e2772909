/** Doing an exercise: holds and rests are counted, the screen stays on, and all is within reach. */

import { useEffect, useRef, useState } from "../../vendor/preact-hooks.js";
import { html } from "../parts/html.js";
import { Icon } from "../parts/icons.js";
import { Picture } from "../parts/picture.js";
import { go, slotPath } from "../parts/router.js";
import { keepScreenOn } from "../parts/wake_lock.js";
import { taskOf } from "../rules/days.js";
import { begin, follow, isOver, pause, phasesOf, resume, secondsLeft, setsDone } from "../rules/timer.js";
import { state } from "../state.js";
import { t } from "../words.js";
import { Gone } from "./exercise.js";

/** @import { Phase, Run } from "../rules/timer.js" */
/** @import { Task } from "../rules/days.js" */

const TICK_MS = 200;

/** @param {{ rx: string, date: string, slot: string }} of */
export function Do(of) {
  const task = taskOf(state.view, of);
  if (!task || task.isPaused) return html`<${Gone} />`;
  return html`<${Doing} task=${task} of=${of} />`;
}

/** @param {{ task: Task, of: { rx: string, date: string, slot: string } }} props */
function Doing({ task, of }) {
  const { dose } = task.item;
  const phases = useRef(phasesOf(dose)).current;
  const [run, setRun] = useState(() => begin(phases, 0, Date.now()));
  const [at, look] = useState(Date.now());
  useEffect(() => {
    const ticking = setInterval(() => {
      look(Date.now());
      setRun((/** @type {Run} */ before) => follow(phases, before, Date.now()));
    }, TICK_MS);
    const letGo = keepScreenOn();
    return () => {
      clearInterval(ticking);
      letGo();
    };
  }, []);
  useEffect(() => {
    if (run.index > 0) navigator.vibrate?.(isOver(phases, run) ? [200, 100, 200] : 120);
    if (isOver(phases, run)) end();
  }, [run.index]);
  const end = () => {
    const sets = setsDone(phases, run);
    go(`${slotPath("log", of)}/${sets >= (dose.sets ?? 1) ? "done" : "partial"}/${sets}`, true);
  };
  const phase = phases[run.index];
  if (!phase) return null;
  const place = [
    (dose.sets ?? 1) > 1 ? t("do.set", { set: phase.set, sets: dose.sets ?? 1 }) : null,
    phase.kind === "hold" || phase.kind === "relax" ? t("do.rep", { rep: phase.rep, reps: dose.reps ?? 1 }) : null,
  ];
  const step = () => setRun(begin(phases, run.index + 1, Date.now()));
  return html`<div class=${`doing ${phase.kind}`}>
    <header class="bar"><button type="button" class="round" aria-label=${t("do.end")} onClick=${end}><${Icon} name="close" /></button><h1>${task.exercise?.name}</h1></header>
    <main>
      <${Picture} exercise=${task.exercise} isDecorative />
      <p class="phase" aria-live="assertive">${t(`do.${phase.kind}`)}</p>
      <${Count} phase=${phase} left=${secondsLeft(run, Math.max(at, (run.endsAt ?? 0) - (phase.seconds ?? 0) * 1000))} />
      <p class="where">${place.filter(Boolean).join(" · ")}</p>
    </main>
    <footer class="foot">${phase.seconds === null
      ? html`<button type="button" class="primary huge wide" onClick=${step}><${Icon} name="check" />${t(phases.length > 2 ? "do.set_done" : "act.done")}</button>`
      : html`<div class="pair">
          <button type="button" class="primary huge" onClick=${() => setRun(run.isPaused ? resume(run, Date.now()) : pause(run, Date.now()))}><${Icon} name=${run.isPaused ? "play" : "pause"} filled=${run.isPaused} />${t(run.isPaused ? "do.resume" : "do.pause")}</button>
          <button type="button" class="huge" onClick=${step}><${Icon} name="next" filled />${t("do.next")}</button>
        </div>`}
      <button type="button" class="quiet wide" onClick=${end}>${t("do.end")}</button>
    </footer>
  </div>`;
}

/** @param {{ phase: Phase, left: number | null }} props */
function Count({ phase, left }) {
  if (left === null || phase.seconds === null) return html`<p class="count"><span class="number">${phase.rep}</span><span>${t("do.times")}</span></p>`;
  const share = phase.seconds ? left / phase.seconds : 0;
  const shown = left >= 60 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : String(left);
  return html`<div class="count" role="timer" aria-label=${t("do.left", { seconds: left })}>
    <svg viewBox="0 0 120 120" aria-hidden="true"><circle class="ring" cx="60" cy="60" r="54" /><circle class="left" cx="60" cy="60" r="54" pathLength="1" stroke-dasharray=${`${share} 1`} transform="rotate(-90 60 60)" /></svg>
    <span class="number" aria-hidden="true">${shown}</span></div>`;
}
