/** The daily check-in: one question a screen, one tap each; what takes longer comes at the end. */

import { useEffect, useRef, useState } from "../../vendor/preact-hooks.js";
import { saveCheckIn } from "../data/telling.js";
import { BodyMap, nameOf } from "../parts/body_map.js";
import { Flags } from "../parts/flags.js";
import { Screen, say } from "../parts/frame.js";
import { html } from "../parts/html.js";
import { Icon } from "../parts/icons.js";
import { back, go } from "../parts/router.js";
import { Choice, Scale } from "../parts/scale.js";
import { HOURS, answersOf, durationS, quickOnes } from "../rules/check_in.js";
import { state, today } from "../state.js";
import { dayName, t } from "../words.js";

/** @import { Question } from "../shapes.js" */
/** @import { Answers } from "../rules/check_in.js" */

/** @param {{ date: string }} props */
export function CheckInForm({ date }) {
  const [answers, change] = useState(() => answersOf(state.view.checkIns.get(date)));
  const [at, turn] = useState(0);
  const [isMap, openMap] = useState(false);
  const since = useRef(Date.now()).current;
  const questions = state.library?.daily ?? [];
  const quick = quickOnes(questions);
  const question = quick[at];
  const set = (/** @type {Partial<Answers>} */ more) => change({ ...answers, ...more });
  const save = async () => {
    await saveCheckIn(date, { ...answers, note: answers.note?.trim() || null, duration_s: durationS(since, Date.now()) });
    say(t("said.saved"));
    go("/", true);
  };
  if (isMap) {
    const text = questions.find((each) => each.kind === "map")?.text ?? "";
    return html`<${BodyMap} title=${text} spots=${answers.body_map} onChange=${(/** @type {any} */ body_map) => set({ body_map })} onReady=${() => openMap(false)} />`;
  }
  const title = date === today() ? t("check_in.title") : t("check_in.of", { date: dayName(date, { weekday: "long" }) });
  if (!question) return html`<${Closing} title=${title} date=${date} answers=${answers} questions=${questions} set=${set} onSave=${save} onMap=${() => openMap(true)} onBack=${() => turn(Math.max(0, quick.length - 1))} />`;
  const answer = (/** @type {any} */ value) => {
    set({ [question.key]: value });
    if (value !== null) turn(at + 1);
  };
  const foot = html`<${Answer} key=${question.key} question=${question} value=${answers[/** @type {keyof Answers} */ (question.key)]} onAnswer=${answer} />
    <button type="button" class="quiet wide" onClick=${() => turn(at + 1)}>${t("check_in.pass")}</button>`;
  return html`<${Screen} title=${title} foot=${foot} onBack=${() => (at === 0 ? back() : turn(at - 1))} lead=${html`<progress class="steps-done" max=${quick.length + 1} value=${at + 1} aria-label=${t("check_in.progress", { n: at + 1, of: quick.length + 1 })}></progress>`}>
    <${Asked} question=${question} />
  <//>`;
}

/** The question; a screen reader hears each as it comes. @param {{ question: Question }} props */
function Asked({ question }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => heading.current?.focus(), [question.key]);
  return html`<div class="asked"><h2 ref=${heading} tabindex="-1">${question.text}</h2>${question.note ? html`<p class="soft">${question.note}</p>` : null}</div>`;
}

/** @param {{ question: Question, value: any, onAnswer: (value: any) => void }} props */
function Answer({ question, value, onAnswer }) {
  if (question.kind === "scale") return html`<${Scale} label=${question.text} value=${value} low=${question.low} high=${question.high} onPick=${onAnswer} />`;
  if (question.kind === "yes_no") {
    const options = [{ value: false, text: t("answer.no") }, { value: true, text: t("answer.yes") }];
    return html`<${Choice} look="big" label=${question.text} value=${value} options=${options} onPick=${onAnswer} />`;
  }
  return html`<${Hours} label=${question.text} value=${value} onAnswer=${onAnswer} />`;
}

/** @param {{ label: string, value: number | null, onAnswer: (value: any) => void }} props */
function Hours({ label, value, onAnswer }) {
  const [isOther, open] = useState(value !== null && !HOURS.includes(value));
  const format = new Intl.NumberFormat(document.documentElement.lang);
  return html`<${Choice} look="hours" label=${label} value=${value} options=${HOURS.map((hours) => ({ value: hours, text: format.format(hours) }))} onPick=${onAnswer} />
    ${isOther ? html`<form class="pair" onSubmit=${(/** @type {any} */ event) => { event.preventDefault(); onAnswer(Number(event.target.hours.value)); }}>
      <input name="hours" type="number" min="0" max="24" step="0.5" inputmode="decimal" value=${value ?? ""} aria-label=${label} required /><button>${t("act.ready")}</button></form>`
    : html`<button type="button" class="quiet wide" onClick=${() => open(true)}>${t("check_in.other_hours")}</button>`}`;
}

/**
 * @param {{ title: string, date: string, answers: Answers, questions: readonly Question[], set: (more: Partial<Answers>) => void, onSave: () => void, onMap: () => void, onBack: () => void }} props
 */
function Closing({ title, date, answers, questions, set, onSave, onMap, onBack }) {
  const of = (/** @type {string} */ kind) => questions.find((each) => each.kind === kind);
  const foot = html`<button type="button" class="primary huge wide" onClick=${onSave}>${t("act.save")}</button>`;
  return html`<${Screen} key="closing" title=${title} foot=${foot} onBack=${onBack}>
    <h2>${of("flags")?.text}</h2>
    <details class="card"><summary>${t("check_in.flags")}</summary><${Flags} date=${date} answers=${answers} onTell=${set} /></details>
    <h2>${of("map")?.text}</h2>
    ${answers.body_map.length ? html`<p>${answers.body_map.map(nameOf).join(" · ")}</p>` : null}
    <button type="button" class="wide" onClick=${onMap}><${Icon} name="body" />${t(answers.body_map.length ? "check_in.change_map" : "check_in.open_map")}</button>
    <div class="field"><label for="note">${of("text")?.text}</label><textarea id="note" rows="3" maxlength="2000" value=${answers.note ?? ""} aria-describedby="note-hint" onInput=${(/** @type {any} */ event) => set({ note: event.target.value })}></textarea><p class="hint" id="note-hint">${of("text")?.note}</p></div>
  <//>`;
}
