/** Which screen is shown. */

import { useEffect, useState } from "../vendor/preact-hooks.js";
import { html } from "./parts/html.js";
import { route } from "./parts/router.js";
import { SafetyTexts } from "./parts/safety.js";
import { AccessLog } from "./screens/access.js";
import { Appointments, FeedbackForm } from "./screens/appointments.js";
import { CheckInForm } from "./screens/check_in.js";
import { MyCopy } from "./screens/copy.js";
import { Do } from "./screens/do.js";
import { ExcusedDays } from "./screens/excused.js";
import { Exercise } from "./screens/exercise.js";
import { FlagsScreen, SafetyAgain } from "./screens/flags.js";
import { DeleteAccount, Farewell, KeepAccount } from "./screens/leaving.js";
import { LogForm } from "./screens/log.js";
import { More } from "./screens/more.js";
import { PasswordForm } from "./screens/password.js";
import { Plan } from "./screens/plan.js";
import { Progress } from "./screens/progress.js";
import { SettingsForm } from "./screens/settings.js";
import { Sharing } from "./screens/sharing.js";
import { Join, SignIn, Welcome } from "./screens/signing_in.js";
import { SigningOut } from "./screens/signing_out.js";
import { Today } from "./screens/today.js";
import { WaitingScreen } from "./screens/waiting.js";
import { Week } from "./screens/week.js";
import { WeeklyForm } from "./screens/weekly.js";
import { state, today, watch } from "./state.js";
import { Update } from "./updating.js";

/** @typedef {(parts: string[]) => unknown} Show */

/** @type {Record<string, Show>} */
const DOORS = {
  join: ([code]) => html`<${Join} key=${code} code=${code} />`,
  "sign-in": () => html`<${SignIn} />`,
  farewell: () => html`<${Farewell} />`,
  keep: () => html`<${KeepAccount} />`,
};
/** @type {Record<string, Show>} */
const SCREENS = {
  week: () => html`<${Week} />`,
  progress: () => html`<${Progress} />`,
  more: () => html`<${More} />`,
  plan: () => html`<${Plan} />`,
  "check-in": ([date]) => html`<${CheckInForm} key=${date ?? today()} date=${date ?? today()} />`,
  flags: () => html`<${FlagsScreen} />`,
  safety: () => html`<${SafetyAgain} />`,
  exercise: ([rx, date, slot]) => html`<${Exercise} rx=${rx} date=${date} slot=${slot} />`,
  do: ([rx, date, slot]) => html`<${Do} rx=${rx} date=${date} slot=${slot} />`,
  log: ([rx, date, slot, outcome, sets]) => html`<${LogForm} key=${`${rx}${date}${slot}`} rx=${rx} date=${date} slot=${slot} outcome=${outcome} sets=${sets} />`,
  weekly: ([monday]) => html`<${WeeklyForm} monday=${monday} />`,
  appointments: () => html`<${Appointments} />`,
  feedback: ([id]) => html`<${FeedbackForm} id=${id} />`,
  excused: () => html`<${ExcusedDays} />`,
  settings: () => html`<${SettingsForm} />`,
  access: () => html`<${AccessLog} />`,
  sharing: () => html`<${Sharing} />`,
  copy: () => html`<${MyCopy} />`,
  delete: () => html`<${DeleteAccount} />`,
  password: () => html`<${PasswordForm} />`,
  waiting: () => html`<${WaitingScreen} />`,
  "sign-out": () => html`<${SigningOut} />`,
};

/** @param {{ onTextsRead: () => void }} props */
export function App({ onTextsRead }) {
  const [, draw] = useState(0);
  useEffect(() => {
    const again = () => draw((/** @type {number} */ n) => n + 1);
    const unwatch = watch(again);
    addEventListener("hashchange", again);
    // Midnight passes, and a slot may be over.
    const every = setInterval(again, 60_000);
    return () => {
      unwatch();
      removeEventListener("hashchange", again);
      clearInterval(every);
    };
  }, []);
  return html`${shown()}<${Update} />
    ${state.isSignedIn && state.textsToShow.length ? html`<${SafetyTexts} texts=${state.textsToShow} onClose=${onTextsRead} />` : null}`;
}

function shown() {
  const [name = "", ...rest] = route().parts;
  if (!state.isSignedIn) return (DOORS[name] ?? (() => html`<${Welcome} />`))(rest);
  return (SCREENS[name] ?? (() => html`<${Today} />`))(rest);
}
