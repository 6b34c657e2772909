/**
 * The list of what may be an emergency. A tap shows the fixed text at once, without any network, and
 * what was tapped is recorded as soon as the text is left in whatever way but "by mistake".
 */

import { useEffect, useRef, useState } from "../../vendor/preact-hooks.js";
import { saveFlags } from "../data/telling.js";
import { keysOfFlags, textsOf } from "../rules/safety.js";
import { state } from "../state.js";
import { html } from "./html.js";
import { SafetyTexts } from "./safety.js";

/** @param {{ date: string, answers: import("../rules/check_in.js").Answers, onFlag?: (flags: string[]) => void }} props */
export function Flags({ date, answers, onFlag }) {
  const [tapped, tap] = useState(/** @type {string | null} */ (null));
  const open = useRef(/** @type {string | null} */ (null));
  const entries = state.library?.groups["red_flags"] ?? [];
  const record = () => {
    const flag = open.current;
    open.current = null;
    if (flag === null) return;
    const flags = [...new Set([...answers.red_flags, flag])];
    onFlag?.(flags);
    void saveFlags(date, flags, answers);
  };
  const latest = useRef(record);
  latest.current = record;
  useEffect(() => {
    const hidden = () => document.visibilityState === "hidden" && latest.current();
    document.addEventListener("visibilitychange", hidden);
    return () => {
      document.removeEventListener("visibilitychange", hidden);
      latest.current();
    };
  }, []);
  const choose = (/** @type {string} */ code) => {
    open.current = code;
    tap(code);
  };
  const close = () => {
    record();
    tap(null);
  };
  const undo = () => {
    open.current = null;
    tap(null);
  };
  const isNew = tapped !== null && !answers.red_flags.includes(tapped);
  return html`<ul class="plain flags">
      ${entries.map(({ code, text, level }) => html`<li key=${code}><button type="button" class=${`flag ${level}`} aria-pressed=${answers.red_flags.includes(code)} onClick=${() => choose(code)}>${text}</button></li>`)}
    </ul>
    ${tapped ? html`<${SafetyTexts} texts=${textsOf(keysOfFlags([tapped], entries), state.view.safetyTexts)} onClose=${close} onMistake=${isNew ? undo : undefined} />` : null}`;
}
