/** Before she is signed in: by the code of an invite, or by e-mail and password. */

import { useEffect, useRef, useState } from "../../vendor/preact-hooks.js";
import { codeIn, redeem, signIn } from "../data/account.js";
import { uuid7 } from "../data/ids.js";
import { Field, Problem, useAttempt } from "../parts/forms.js";
import { html } from "../parts/html.js";
import { go } from "../parts/router.js";
import { canScan, scan } from "../rules/qr.js";
import { Refused } from "../server.js";
import { state } from "../state.js";
import { t } from "../words.js";

/** Who was signed in before is asked for the password; others begin with a code. */
export function Welcome() {
  return html`<${Door} title=${t("door.welcome")}>
    <p class="lead">${t("door.what")}</p>
    ${state.account ? html`<p class="notice warn">${t("door.over", { name: state.account.name })}</p>` : null}
    <div class="acts">
      <a class="button primary wide" href=${state.account ? "#/sign-in" : "#/join"}>${t(state.account ? "door.sign_in" : "door.have_code")}</a>
      <a class="button wide" href=${state.account ? "#/join" : "#/sign-in"}>${t(state.account ? "door.have_code" : "door.sign_in")}</a>
    </div>
    <a class="button quiet wide" href="#/keep">${t("leave.keep")}</a>
    <p class="hint">${t("door.not_live")}</p>
  <//>`;
}

export function SignIn() {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [problem, busy, attempt] = useAttempt();
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    void attempt(async () => {
      await signIn(email.trim(), password);
      go("/", true);
    });
  };
  return html`<${Door} title=${t("door.sign_in")}>
    <form onSubmit=${send}>
      <${Problem} text=${problem} />
      <${Field} name="email" label=${t("door.email")} type="email" auto="username" value=${email} onType=${setEmail} />
      <${Field} name="password" label=${t("door.password")} type="password" auto="current-password" value=${password} onType=${setPassword} />
      <button class="primary wide" disabled=${busy}>${t(busy ? "door.wait" : "door.sign_in")}</button>
    </form>
    <a class="button quiet wide" href="#/join">${t("door.have_code")}</a>
  <//>`;
}

/** @param {{ code?: string }} props */
export function Join({ code: given = "" }) {
  const [code, setCode] = useState(codeIn(given));
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [needs, setNeeds] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const [problem, busy, attempt] = useAttempt();
  const key = useRef(uuid7());
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    const more = needs ? { password } : email && password ? { email: email.trim(), password } : {};
    void attempt(async () => {
      try {
        await redeem({ code: codeIn(code), ...more }, key.current);
        go("/", true);
      } catch (error) {
        // What was refused is another attempt when it is sent again.
        key.current = uuid7();
        if (error instanceof Refused && error.code === "password_needed" && !needs) return setNeeds(true);
        throw error;
      }
    });
  };
  return html`<${Door} title=${t("door.have_code")}>
    <form onSubmit=${send}>
      <${Problem} text=${problem} />
      <${Field} name="code" label=${t("door.code")} hint=${t("door.code_hint")} value=${code} onType=${setCode} auto="one-time-code" caps />
      <${Scan} onFound=${(/** @type {string} */ text) => setCode(codeIn(text))} />
      ${needs ? html`<p class="notice">${t("door.password_needed")}</p>
        <${Field} name="password" label=${t("door.password")} type="password" auto="current-password" value=${password} onType=${setPassword} />` : null}
      ${!needs && isOpen ? html`<p class="hint">${t("door.own_password_why")}</p>
        <${Field} name="email" label=${t("door.email")} type="email" auto="username" value=${email} onType=${setEmail} />
        <${Field} name="password" label=${t("door.new_password")} type="password" auto="new-password" value=${password} onType=${setPassword} />` : null}
      <button class="primary wide" disabled=${busy || !code}>${t(busy ? "door.wait" : "door.begin")}</button>
      ${!needs && !isOpen ? html`<button type="button" class="quiet wide" onClick=${() => setOpen(true)}>${t("door.own_password")}</button>` : null}
    </form>
    <a class="button quiet wide" href="#/sign-in">${t("door.sign_in")}</a>
  <//>`;
}

/** @param {{ onFound: (text: string) => void }} props */
function Scan({ onFound }) {
  const [isOn, turn] = useState(false);
  const video = useRef(/** @type {HTMLVideoElement | null} */ (null));
  useEffect(() => {
    if (!isOn || !video.current) return undefined;
    const given = new AbortController();
    void scan(video.current, given.signal)
      .then((text) => text && onFound(text))
      .catch(() => undefined)
      .finally(() => turn(false));
    return () => given.abort();
  }, [isOn]);
  if (!canScan()) return html`<p class="hint">${t("door.scan_elsewhere")}</p>`;
  return isOn
    ? html`<video ref=${video} class="scan" muted playsinline aria-label=${t("door.scan")}></video><button type="button" class="wide" onClick=${() => turn(false)}>${t("act.cancel")}</button>`
    : html`<button type="button" class="wide" onClick=${() => turn(true)}>${t("door.scan")}</button>`;
}

/** @param {{ title: string, children?: unknown }} props */
export function Door({ title, children }) {
  useEffect(() => {
    document.title = `${title} · ${t("app.name")}`;
  }, [title]);
  return html`<main class="door"><p class="brand"><img src="icons/icon.svg" alt="" width="40" height="40" />${t("app.name")}</p><h1>${title}</h1>${children}</main>`;
}
