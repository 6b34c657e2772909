/** What became of a slot: done, partly or not, why, and how it felt. */

import { useRef, useState } from "../../vendor/preact-hooks.js";
import { word } from "../data/library.js";
import { slotKey } from "../data/overlay.js";
import { saveLog } from "../data/telling.js";
import { Screen, say } from "../parts/frame.js";
import { html } from "../parts/html.js";
import { go } from "../parts/router.js";
import { SafetyTexts } from "../parts/safety.js";
import { Choice, Scale, Tick } from "../parts/scale.js";
import { taskOf } from "../rules/days.js";
import { keysOfStop, textsOf } from "../rules/safety.js";
import { state } from "../state.js";
import { t } from "../words.js";
import { Gone } from "./exercise.js";

/** @import { Outcome } from "../shapes.js" */

const OUTCOMES = /** @type {const} */ (["done", "partial", "skipped"]);
/** The pain limit of a prescription that the phone knows nothing of. */
const USUAL_MAX = 5;

/** @param {{ rx: string, date: string, slot: string, outcome?: Outcome, sets?: string }} props */
export function LogForm({ rx, date, slot, outcome, sets }) {
  const of = { prescription_id: rx, local_date: date, slot };
  const known = state.view.logs.get(slotKey(of));
  const before = known && !known.undone ? known : undefined;
  // As it was when she began: what she tells here may be what takes it out of her plan.
  const task = useRef(taskOf(state.view, { rx, date, slot })).current;
  const [said, change] = useState({
    outcome: outcome ?? before?.outcome ?? /** @type {Outcome | null} */ (null),
    sets_done: sets === undefined ? before?.sets_done ?? null : Number(sets),
    reason: before?.reason ?? null,
    pain_before: before?.pain_before ?? null,
    pain_after: before?.pain_after ?? null,
    stop_signs: before?.stop_signs ?? [],
    note: before?.note ?? "",
  });
  const [keys, show] = useState(/** @type {string[]} */ ([]));
  if (!task) return html`<${Gone} />`;
  const set = (/** @type {Partial<typeof said>} */ more) => change({ ...said, ...more });
  const leave = () => {
    say(t("said.saved"));
    go("/", true);
  };
  const save = async () => {
    const body = bodyOf(said);
    const stop = keysOfStop(body, state.view.prescriptions.get(rx)?.max_pain ?? USUAL_MAX);
    await saveLog(of, body, stop);
    if (textsOf(stop, state.view.safetyTexts).length) show(stop);
    else leave();
  };
  const undo = async () => {
    await saveLog(of, { outcome: null });
    leave();
  };
  const isDone = said.outcome === "done" || said.outcome === "partial";
  const foot = html`<button type="button" class="primary huge wide" disabled=${said.outcome === null} onClick=${save}>${t("act.save")}</button>`;
  return html`<${Screen} title=${task.exercise?.name ?? ""} foot=${foot}>
    <h2>${t("log.how")}</h2>
    <${Choice} look="big" label=${t("log.how")} value=${said.outcome} onPick=${(/** @type {any} */ value) => set({ outcome: value })}
      options=${OUTCOMES.map((value) => ({ value, text: word(state.library, "outcomes", value) }))} />
    ${said.outcome === "partial" && (task.item.dose.sets ?? 1) > 1 ? html`<h2>${t("log.sets")}</h2><${Choice} label=${t("log.sets")} value=${said.sets_done} onPick=${(/** @type {any} */ value) => set({ sets_done: value })}
      options=${Array.from({ length: task.item.dose.sets ?? 1 }, (_, n) => ({ value: n, text: String(n) }))} />` : null}
    ${said.outcome === "partial" || said.outcome === "skipped" ? html`<h2>${t("log.why")}</h2><${Choice} label=${t("log.why")} value=${said.reason} onPick=${(/** @type {any} */ value) => set({ reason: value })}
      options=${(state.library?.groups["skip_reasons"] ?? []).map(({ code, text }) => ({ value: code, text }))} />` : null}
    ${isDone ? html`
      <h2>${t("log.pain_before")}</h2><${Scale} label=${t("log.pain_before")} value=${said.pain_before} onPick=${(/** @type {any} */ value) => set({ pain_before: value })} />
      <h2>${t("log.pain_after")}</h2><${Scale} label=${t("log.pain_after")} value=${said.pain_after} low=${t("log.no_pain")} high=${t("log.worst_pain")} onPick=${(/** @type {any} */ value) => set({ pain_after: value })} />` : null}
    ${said.outcome ? html`<h2>${t("log.signs")}</h2><div class="ticks">${(state.library?.groups["stop_signs"] ?? []).map(({ code, text }) => html`<${Tick} key=${code} text=${text} isOn=${said.stop_signs.includes(code)}
      onTick=${(/** @type {boolean} */ isOn) => set({ stop_signs: isOn ? [...said.stop_signs, code] : said.stop_signs.filter((each) => each !== code) })} />`)}</div>
    <div class="field"><label for="note">${t("log.note")}</label><textarea id="note" rows="2" maxlength="2000" value=${said.note} onInput=${(/** @type {any} */ event) => set({ note: event.target.value })}></textarea></div>` : null}
    ${before ? html`<button type="button" class="quiet wide" onClick=${undo}>${t("log.undo")}</button>` : null}
    ${keys.length ? html`<${SafetyTexts} texts=${textsOf(keys, state.view.safetyTexts)} onClose=${leave} />` : null}
  <//>`;
}

/** Return only what belongs to an outcome. @param {any} said */
function bodyOf(said) {
  const isDone = said.outcome === "done";
  const felt = said.outcome !== "skipped";
  return {
    outcome: /** @type {Outcome} */ (said.outcome),
    reason: isDone ? null : said.reason,
    sets_done: said.outcome === "partial" ? said.sets_done : null,
    pain_before: felt ? said.pain_before : null,
    pain_after: felt ? said.pain_after : null,
    stop_signs: said.stop_signs,
    note: said.note.trim() || null,
  };
}
