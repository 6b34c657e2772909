/** Something new or worrying: the list, and the fixed texts once more. */

import { Flags } from "../parts/flags.js";
import { Screen } from "../parts/frame.js";
import { html } from "../parts/html.js";
import { back } from "../parts/router.js";
import { SafetyTexts } from "../parts/safety.js";
import { answersOf } from "../rules/check_in.js";
import { keysOfFlags, textsOf } from "../rules/safety.js";
import { state, today } from "../state.js";
import { t } from "../words.js";

export function FlagsScreen() {
  const date = today();
  const answers = answersOf(state.view.checkIns.get(date));
  const note = [...state.view.safetyTexts.values()][0]?.note;
  return html`<${Screen} title=${t("flags.title")}>
    <p>${t("flags.what")}</p>
    <${Flags} date=${date} answers=${answers} onTell=${() => undefined} />
    ${note ? html`<p class="hint">${note}</p>` : null}
  <//>`;
}

/** The texts of what was tapped last, to be read again. */
export function SafetyAgain() {
  const flagged = [...state.view.checkIns.values()].filter((each) => each.red_flags.length).sort((a, b) => b.date.localeCompare(a.date))[0];
  const keys = flagged ? keysOfFlags(flagged.red_flags, state.library?.groups["red_flags"] ?? []) : ["exercise_stop"];
  return html`<${Screen} title=${t("today.stopped")}><${SafetyTexts} texts=${textsOf(keys, state.view.safetyTexts)} onClose=${back} /><//>`;
}
