/** Answers that one tap gives. */

import { html } from "./html.js";

const SCORES = Array.from({ length: 11 }, (_, score) => score);

/**
 * 0 to 10, in two rows that a thumb reaches; the ends say what they mean.
 * @param {{ label: string, value: number | null, low?: string | null, high?: string | null, onPick: (score: number | null) => void }} props
 */
export function Scale({ label, value, low, high, onPick }) {
  return html`<div class="scale" role="group" aria-label=${label}>
    <div class="scores">
      ${SCORES.map((score) => html`<button key=${score} type="button" class="score" aria-pressed=${value === score} aria-label=${named(score, low, high)}
        onClick=${() => onPick(value === score ? null : score)}>${score}</button>`)}
    </div>
    ${low || high ? html`<p class="ends" aria-hidden="true"><span>0 ${low}</span><span>10 ${high}</span></p>` : null}
  </div>`;
}

/** @param {number} score @param {string | null | undefined} low @param {string | null | undefined} high */
function named(score, low, high) {
  if (score === 0 && low) return `0, ${low}`;
  return score === 10 && high ? `10, ${high}` : String(score);
}

/**
 * A few words to choose from.
 * @param {{ label: string, options: { value: any, text: string }[], value: any, onPick: (value: any) => void, look?: "" | "big" | "listed" | "digits" | "hours" }} props
 */
export function Choice({ label, options, value, onPick, look = "" }) {
  return html`<div class=${`choice ${look}`} role="group" aria-label=${label}>
    ${options.map((option) => html`<button key=${String(option.value)} type="button" class="chip" aria-pressed=${value === option.value}
      onClick=${() => onPick(value === option.value ? null : option.value)}>${option.text}</button>`)}
  </div>`;
}

/**
 * A box to tick, as wide as the screen.
 * @param {{ text: string, isOn: boolean, onTick: (isOn: boolean) => void }} props
 */
export function Tick({ text, isOn, onTick }) {
  return html`<label class="tick"><input type="checkbox" checked=${isOn} onChange=${(/** @type {any} */ event) => onTick(event.target.checked)} /><span>${text}</span></label>`;
}
