/** Another password; whoever has none yet is told how to get one. */

import { useState } from "../../vendor/preact-hooks.js";
import { changePassword } from "../data/account.js";
import { Field, Problem, useAttempt } from "../parts/forms.js";
import { Screen, say } from "../parts/frame.js";
import { html } from "../parts/html.js";
import { back } from "../parts/router.js";
import { state } from "../state.js";
import { t } from "../words.js";

export function PasswordForm() {
  const [before, setBefore] = useState("");
  const [next, setNext] = useState("");
  const [problem, busy, attempt] = useAttempt();
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    void attempt(async () => {
      await changePassword(before, next);
      say(t("password.changed"));
      back();
    });
  };
  if (!state.view.settings?.email) return html`<${Screen} title=${t("password.title")}><p>${t("password.none")}</p><//>`;
  return html`<${Screen} title=${t("password.title")}>
    <p>${t("password.what")}</p>
    <form onSubmit=${send}>
      <${Problem} text=${problem} />
      <input name="username" autocomplete="username" value=${state.view.settings.email} readonly hidden />
      <${Field} name="before" label=${t("password.before")} type="password" auto="current-password" value=${before} onType=${setBefore} />
      <${Field} name="next" label=${t("door.new_password")} hint=${t("password.rule")} type="password" auto="new-password" value=${next} onType=${setNext} />
      <button class="primary wide" disabled=${busy}>${t(busy ? "door.wait" : "act.save")}</button>
    </form>
  <//>`;
}
