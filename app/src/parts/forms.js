/** Forms that ask the server at once, and say why it refused. */

import { useState } from "../../vendor/preact-hooks.js";
import { NotAClient } from "../data/account.js";
import { Refused } from "../server.js";
import { t } from "../words.js";
import { html } from "./html.js";

/** @param {{ text: string | null }} props */
export function Problem({ text }) {
  return html`<p role="alert" class=${text ? "notice danger" : "unseen"}>${text}</p>`;
}

/**
 * @param {{ name: string, label: string, value: string, onType: (text: string) => void, type?: string, auto?: string, hint?: string, caps?: boolean }} props
 */
export function Field({ name, label, value, onType, type = "text", auto, hint, caps }) {
  return html`<div class="field"><label for=${name}>${label}</label>
    <input id=${name} name=${name} type=${type} value=${value} autocomplete=${auto} autocapitalize=${caps ? "characters" : "none"} spellcheck=${false}
      aria-describedby=${hint ? `${name}-hint` : undefined} onInput=${(/** @type {any} */ event) => onType(event.target.value)} required />
    ${hint ? html`<p class="hint" id=${`${name}-hint`}>${hint}</p>` : null}</div>`;
}

/** Run something that may be refused; returns why it was, whether it runs, and what runs it. */
export function useAttempt() {
  const [problem, tell] = useState(/** @type {string | null} */ (null));
  const [busy, setBusy] = useState(false);
  const attempt = async (/** @type {() => Promise<void>} */ act) => {
    setBusy(true);
    tell(null);
    await act().catch((error) => tell(wordsOf(error)));
    setBusy(false);
  };
  return /** @type {const} */ ([problem, busy, attempt]);
}

const KNOWN = new Set([
  "wrong_code", "wrong_credentials", "wrong_password", "password_needed", "too_many_attempts", "email_unusable", "not_an_email",
  "password_too_common", "password_too_short", "unavailable", "app_outdated",
]);

/** @param {unknown} error */
function wordsOf(error) {
  if (error instanceof NotAClient) return t("refused.not_a_client");
  if (!(error instanceof Refused)) return t("refused.offline");
  const code = [error.code, ...error.errors.map((each) => each.code)].find((each) => KNOWN.has(each));
  return code ? t(`refused.${code}`) : t("refused.other");
}
