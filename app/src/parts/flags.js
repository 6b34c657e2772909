/**
 * The list of what may be an emergency. A tap shows the fixed text at once, without any network, and
 * is told at once as well: whatever happens to the phone then, the flag is in the queue. That it was a
 * mistake is said beside it; it undoes nothing, since only a therapist resumes what a flag has stopped.
 */

import { useState } from "../../vendor/preact-hooks.js";
import { saveCheckIn } from "../data/telling.js";
import { keysOfFlags, textsOf } from "../rules/safety.js";
import { state } from "../state.js";
import { t } from "../words.js";
import { say } from "./frame.js";
import { html } from "./html.js";
import { SafetyTexts } from "./safety.js";

/** @import { Answers } from "../rules/check_in.js" */

const LONGEST_NOTE = 2000;

/** @param {{ date: string, answers: Answers, onTell: (answers: Answers) => void }} props */
export function Flags({ date, answers, onTell }) {
  const [tapped, tap] = useState(/** @type {{ code: string, isNew: boolean } | null} */ (null));
  const entries = state.library?.groups["red_flags"] ?? [];
  const tell = (/** @type {Partial<Answers>} */ more) => {
    const told = { ...answers, ...more };
    onTell(told);
    void saveCheckIn(date, told);
  };
  const choose = (/** @type {string} */ code) => {
    const isNew = !answers.red_flags.includes(code);
    tap({ code, isNew });
    if (isNew) tell({ red_flags: [...answers.red_flags, code] });
  };
  const takeBack = () => {
    const text = entries.find(({ code }) => code === tapped?.code)?.text ?? "";
    const note = [t("flags.was_mistake", { flag: text }), answers.note].filter(Boolean).join("\n").slice(0, LONGEST_NOTE);
    tell({ red_flags: answers.red_flags.filter((each) => each !== tapped?.code), note });
    tap(null);
    say(t("flags.mistake_told"));
  };
  return html`<ul class="plain flags">
      ${entries.map(({ code, text, level }) => html`<li key=${code}><button type="button" class=${`flag ${level}`} aria-pressed=${answers.red_flags.includes(code)} onClick=${() => choose(code)}>${text}</button></li>`)}
    </ul>
    ${tapped ? html`<${SafetyTexts} texts=${textsOf(keysOfFlags([tapped.code], entries), state.view.safetyTexts)} after=${t("flags.told")} onClose=${() => tap(null)} onMistake=${tapped.isNew ? takeBack : undefined} />` : null}`;
}
