/** Settings: each holds as soon as it is changed. */

import { enqueue } from "../data/queue.js";
import { Screen, say } from "../parts/frame.js";
import { html } from "../parts/html.js";
import { Reminding } from "../parts/reminding.js";
import { Choice, Tick } from "../parts/scale.js";
import { state } from "../state.js";
import { CATALOGUES, language, t } from "../words.js";
import { VERSION } from "../version.js";

const USUAL_QUIET = { start: "21:00", end: "08:00" };

export function SettingsForm() {
  const { settings } = state.view;
  if (!settings) return html`<${Screen} title=${t("settings.title")}><p>${t("today.loading")}</p><//>`;
  const set = async (/** @type {Record<string, unknown>} */ more) => {
    await enqueue("settings", more);
    say(t("said.saved"));
  };
  const quiet = settings.quiet_hours;
  return html`<${Screen} title=${t("settings.title")}>
    <h2>${t("settings.language")}</h2>
    <${Choice} label=${t("settings.language")} value=${language()} onPick=${(/** @type {string | null} */ code) => code && set({ locale: code })}
      options=${Object.keys(CATALOGUES).map((code) => ({ value: code, text: ownName(code) }))} />
    <section class="card"><h2>${t("settings.reminders")}</h2>
      <${Reminding} />
      <${Time} id="check-in" label=${t("settings.check_in_time")} value=${settings.check_in_time} onPick=${(/** @type {string} */ time) => set({ check_in_time: time })} />
      <div class="field"><label for="cap">${t("settings.cap")}</label><input id="cap" type="number" min="1" max="24" inputmode="numeric" value=${settings.reminder_cap} aria-describedby="cap-hint"
        onChange=${(/** @type {any} */ event) => event.target.checkValidity() && event.target.value && set({ reminder_cap: Number(event.target.value) })} /><p class="hint" id="cap-hint">${t("settings.cap_hint")}</p></div>
      <${Tick} text=${t("settings.quiet")} isOn=${quiet !== null} onTick=${(/** @type {boolean} */ isOn) => set({ quiet_hours: isOn ? USUAL_QUIET : null })} />
      ${quiet ? html`<div class="pair"><${Time} id="start" label=${t("settings.quiet_from")} value=${quiet.start} onPick=${(/** @type {string} */ start) => set({ quiet_hours: { ...quiet, start } })} />
        <${Time} id="end" label=${t("settings.quiet_to")} value=${quiet.end} onPick=${(/** @type {string} */ end) => set({ quiet_hours: { ...quiet, end } })} /></div>` : null}
    </section>
    <section class="card"><h2>${t("settings.zone")}</h2><p>${settings.timezone.replaceAll("_", " ")}</p>
      ${state.isClockOff ? html`<p class="notice warn">${t("settings.clock_off")}</p>` : null}
      <${Zone} own=${settings.timezone} onPick=${(/** @type {string} */ timezone) => set({ timezone })} />
      <${Tick} text=${t("settings.pinned")} isOn=${settings.timezone_pinned} onTick=${(/** @type {boolean} */ timezone_pinned) => set({ timezone_pinned })} /></section>
    <p class="hint">${t("settings.version", { version: VERSION })}</p>
  <//>`;
}

/** Return a language's name as those who speak it say it. @param {string} code */
function ownName(code) {
  const name = new Intl.DisplayNames([code], { type: "language" }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}

/** @param {{ id: string, label: string, value: string, onPick: (time: string) => void }} props */
function Time({ id, label, value, onPick }) {
  return html`<div class="field"><label for=${id}>${label}</label><input id=${id} type="time" value=${value} required onChange=${(/** @type {any} */ event) => event.target.value && onPick(event.target.value)} /></div>`;
}

/** Offers the zone that this phone is in, where it is another one. @param {{ own: string, onPick: (timezone: string) => void }} props */
function Zone({ own, onPick }) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (here === own) return null;
  return html`<button type="button" class="wide" onClick=${() => onPick(here)}>${t("settings.zone_here", { zone: here.replaceAll("_", " ") })}</button>`;
}
