/** Reminders on this phone: offered, turned on by a tap, and told in plain words where they cannot be. */

import { useState } from "../../vendor/preact-hooks.js";
import { keep } from "../data/database.js";
import { tellAll } from "../data/events.js";
import { turnOff, turnOn } from "../data/phones.js";
import { state } from "../state.js";
import { t } from "../words.js";
import { say } from "./frame.js";
import { html } from "./html.js";

/** Asked once on the first screen; whoever says no finds it in the settings. */
export function Offer() {
  const isOpen = (state.reach === "unasked" || state.reach === "off") && !state.isOffered && state.library !== null;
  if (!isOpen) return null;
  const later = async () => {
    await keep("was_offered", true);
    tellAll("synced");
  };
  return html`<section class="card" aria-labelledby="offer"><h2 id="offer">${t("remind.title")}</h2><p>${t("remind.what")}</p>
    <div class="pair"><${TurnOn} onDone=${later} /><button type="button" class="quiet" onClick=${later}>${t("remind.later")}</button></div></section>`;
}

/** What holds on this phone, and what changes it. */
export function Reminding() {
  const { reach } = state;
  const isOn = reach === "on" || reach === "proving" || reach === "open";
  return html`<p class="soft" role="status">${t(`remind.${reach}`)}</p>
    ${reach === "unasked" || reach === "off" ? html`<${TurnOn} />` : null}
    ${isOn ? html`<button type="button" class="quiet wide" onClick=${turnOff}>${t("remind.turn_off")}</button>` : null}`;
}

/** @param {{ onDone?: () => void }} props */
function TurnOn({ onDone }) {
  const [busy, work] = useState(false);
  const turn = async () => {
    work(true);
    const found = await turnOn().catch(() => /** @type {const} */ ("no_push"));
    work(false);
    say(t(`remind.said_${found}`));
    onDone?.();
  };
  return html`<button type="button" class="primary wide" disabled=${busy} onClick=${turn}>${t(busy ? "door.wait" : "remind.turn_on")}</button>`;
}
