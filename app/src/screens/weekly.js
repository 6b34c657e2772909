/** The weekly check-in: six questions and room for a word, on one page. */

import { useRef, useState } from "../../vendor/preact-hooks.js";
import { saveWeek } from "../data/telling.js";
import { Screen, say } from "../parts/frame.js";
import { html } from "../parts/html.js";
import { go } from "../parts/router.js";
import { Choice, Scale } from "../parts/scale.js";
import { durationS } from "../rules/check_in.js";
import { state } from "../state.js";
import { dayName, t } from "../words.js";

/** @import { Question } from "../shapes.js" */

const DAYS = Array.from({ length: 8 }, (_, n) => ({ value: n, text: String(n) }));

/** @param {{ monday: string }} props */
export function WeeklyForm({ monday }) {
  const before = state.view.weeks.get(monday);
  const since = useRef(Date.now()).current;
  const [answers, change] = useState(/** @type {Record<string, any>} */ (() => ({
    energy: before?.energy ?? null, days_in_bed: before?.days_in_bed ?? null, pain_interference: before?.pain_interference ?? null,
    enjoyment: before?.enjoyment ?? null, overall_change: before?.overall_change ?? null, note: before?.note ?? "",
    goals: before?.goals ?? [],
  })));
  const set = (/** @type {Record<string, any>} */ more) => change({ ...answers, ...more });
  const save = async () => {
    const goals = answers["goals"].length ? answers["goals"] : null;
    await saveWeek(monday, { ...answers, goals, note: answers["note"].trim() || null, duration_s: durationS(since, Date.now()) });
    say(t("said.saved"));
    go("/", true);
  };
  return html`<${Screen} title=${t("weekly.title")} foot=${html`<button type="button" class="primary huge wide" onClick=${save}>${t("act.save")}</button>`}>
    <p class="soft">${t("weekly.of", { date: dayName(monday) })}</p>
    ${(state.library?.weekly ?? []).map((question) => html`<section key=${question.key} class="asked"><h2>${question.text}</h2>${question.note ? html`<p class="soft" id=${`${question.key}-hint`}>${question.note}</p>` : null}<${Answer} question=${question} answers=${answers} set=${set} /></section>`)}
  <//>`;
}

/** @param {{ question: Question, answers: Record<string, any>, set: (more: Record<string, any>) => void }} props */
function Answer({ question, answers, set }) {
  const { key, kind, text, low, high, steps } = question;
  const pick = (/** @type {any} */ value) => set({ [key]: value });
  if (kind === "scale") return html`<${Scale} label=${text} value=${answers[key]} low=${low} high=${high} onPick=${pick} />`;
  if (kind === "days") return html`<${Choice} look="digits" label=${text} value=${answers[key]} options=${DAYS} onPick=${pick} />`;
  if (kind === "steps") return html`<${Choice} look="listed" label=${text} value=${answers[key]} options=${steps} onPick=${pick} />`;
  if (kind === "goals") return html`<${Goals} question=${question} ratings=${answers[key]} onRate=${pick} />`;
  return html`<textarea rows="3" maxlength="2000" aria-label=${text} value=${answers[key]} onInput=${(/** @type {any} */ event) => pick(event.target.value)}></textarea>`;
}

/** @param {{ question: Question, ratings: { goal_id: string, rating: number }[], onRate: (ratings: { goal_id: string, rating: number }[]) => void }} props */
function Goals({ question, ratings, onRate }) {
  const { goals } = state.view;
  if (goals.length === 0) return html`<p class="soft">${t("progress.no_goals")}</p>`;
  const rate = (/** @type {string} */ id) => (/** @type {number | null} */ rating) => {
    const others = ratings.filter((each) => each.goal_id !== id);
    onRate(rating === null ? others : [...others, { goal_id: id, rating }]);
  };
  return goals.map((goal) => html`<h3 key=${goal.id}>${goal.text}</h3><${Scale} label=${goal.text} low=${question.low} high=${question.high} value=${ratings.find((each) => each.goal_id === goal.id)?.rating ?? null} onPick=${rate(goal.id)} />`);
}
