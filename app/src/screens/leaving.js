/** Having the account deleted, and keeping it after all. */

import { useState } from "../../vendor/preact-hooks.js";
import { codeIn, handIn, keepAccount, leaveForGood } from "../data/account.js";
import { Field, Problem, useAttempt } from "../parts/forms.js";
import { Screen, say } from "../parts/frame.js";
import { html } from "../parts/html.js";
import { go } from "../parts/router.js";
import { state } from "../state.js";
import { moment, t } from "../words.js";
import { Door } from "./signing_in.js";

/** What was answered when she asked for it; in memory alone, until the app is closed. @type {{ erase_at: string, code: string } | null} */
let asked = null;

export function DeleteAccount() {
  const [isSure, ask] = useState(false);
  const [problem, busy, attempt] = useAttempt();
  const erase = () =>
    attempt(async () => {
      await handIn();
      asked = await leaveForGood();
      go("/farewell", true);
    });
  return html`<${Screen} title=${t("leave.title")}>
    <p>${t("leave.what")}</p><p>${t("leave.later")}</p>
    <a class="row-link card" href="#/copy"><span>${t("copy.title")}</span></a>
    <${Problem} text=${problem} />
    ${isSure ? html`<p class="notice danger">${t("leave.sure")}</p>
      <button type="button" class="danger wide" disabled=${busy} onClick=${erase}>${t(busy ? "door.wait" : "leave.now")}</button>
      <button type="button" class="wide" disabled=${busy} onClick=${() => ask(false)}>${t("act.cancel")}</button>`
    : html`<button type="button" class="wide" onClick=${() => ask(true)}>${t("leave.title")}</button>`}
  <//>`;
}

/** Signed out already: until when she can come back, and by which code. */
export function Farewell() {
  if (!asked) return html`<${KeepAccount} />`;
  return html`<${Door} title=${t("leave.done")}>
    <p>${t("leave.erased_at", { at: moment(asked.erase_at) })}</p>
    <section class="card"><h2>${t("leave.code")}</h2><p class="lead"><strong>${asked.code}</strong></p><p>${t("leave.note_code")}</p></section>
    <a class="button wide" href="#/keep">${t("leave.keep")}</a>
  <//>`;
}

export function KeepAccount() {
  const [code, setCode] = useState("");
  const [problem, busy, attempt] = useAttempt();
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    void attempt(async () => {
      await keepAccount(codeIn(code));
      asked = null;
      say(t("leave.kept"));
      go(state.isSignedIn ? "/" : "/sign-in", true);
    });
  };
  return html`<${Door} title=${t("leave.keep")}>
    <form onSubmit=${send}>
      <${Problem} text=${problem} />
      <p>${t("leave.keep_what")}</p>
      <${Field} name="code" label=${t("leave.code")} value=${code} onType=${setCode} auto="one-time-code" caps />
      <button class="primary wide" disabled=${busy || !code}>${t(busy ? "door.wait" : "leave.keep")}</button>
    </form>
    <a class="button quiet wide" href="#/sign-in">${t("door.sign_in")}</a>
  <//>`;
}
