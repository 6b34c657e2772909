/** The body map: a figure to tap. Each place is a button, for a finger, a keyboard and a reader. */

import { useState } from "../../vendor/preact-hooks.js";
import { word } from "../data/library.js";
import { ELSEWHERE, VIEW, placesOf } from "../rules/body.js";
import { changed, isAt, toggled } from "../rules/check_in.js";
import { state } from "../state.js";
import { t } from "../words.js";
import { Screen } from "./frame.js";
import { html } from "./html.js";
import { Icon } from "./icons.js";
import { Choice, Tick } from "./scale.js";

/** @import { Spot } from "../shapes.js" */
/** @import { Place } from "../rules/body.js" */

/** @typedef {{ region: string, side: string | null }} At */

/**
 * A screen with the figure; what is said of the place that was tapped last stays within reach.
 * @param {{ title: string, spots: Spot[], onChange: (spots: Spot[]) => void, onReady: () => void }} props
 */
export function BodyMap({ title, spots, onChange, onReady }) {
  const [view, turn] = useState(/** @type {"front" | "back"} */ ("front"));
  const [last, look] = useState(/** @type {At | null} */ (null));
  const tap = (/** @type {At} */ place) => {
    const next = toggled(spots, place);
    look(next.some((each) => isAt(each, place)) ? place : null);
    onChange(next);
  };
  const spot = last && spots.find((each) => isAt(each, last));
  const foot = html`${spot && last ? html`<${AboutSpot} spot=${spot} onSay=${(/** @type {Partial<Spot>} */ said) => onChange(changed(spots, last, said))} onRemove=${() => tap(last)} />` : null}
    <button type="button" class="primary wide" onClick=${onReady}>${t("act.ready")}</button>`;
  return html`<${Screen} title=${title} onBack=${onReady} foot=${foot}><div class="body-map">
    <${Choice} look="big" label=${t("map.view")} value=${view} onPick=${(/** @type {any} */ next) => next && turn(next)}
      options=${[{ value: "front", text: t("map.front") }, { value: "back", text: t("map.back") }]} />
    <${Figure} view=${view} spots=${spots} onTap=${tap} />
    ${ELSEWHERE.map((region) => html`<${Tick} text=${word(state.library, "regions", region)} isOn=${spots.some((each) => each.region === region)} onTick=${() => tap({ region, side: null })} />`)}
    ${spots.length ? html`<ul class="plain spots">${spots.map((each) => html`<li key=${nameOf(each)}><button type="button" class="chip" onClick=${() => look(each)}>${nameOf(each)}</button></li>`)}</ul>` : null}
  </div><//>`;
}

/** @param {{ view: "front" | "back", spots: Spot[], onTap: (place: At) => void }} props */
function Figure({ view, spots, onTap }) {
  const [left, right] = view === "front" ? ["map.right_short", "map.left_short"] : ["map.left_short", "map.right_short"];
  return html`<svg viewBox=${`0 0 ${VIEW.width} ${VIEW.height}`} role="group" aria-label=${t(`map.${view}`)}>
    <text x="40" y="60" class="side">${t(left)}</text>
    <text x=${VIEW.width - 40} y="60" text-anchor="end" class="side">${t(right)}</text>
    ${placesOf(view).map((place) => html`<${Area} key=${`${place.region} ${place.side}`} place=${place} spot=${spots.find((each) => isAt(each, place))} onTap=${() => onTap(place)} />`)}
  </svg>`;
}

/** @param {{ spot: Spot, onSay: (said: Partial<Spot>) => void, onRemove: () => void }} props */
function AboutSpot({ spot, onSay, onRemove }) {
  const name = nameOf({ ...spot, role: "", tingling: false });
  return html`<div class="spot" role="group" aria-label=${name}>
    <div class="pair"><h2>${name}</h2><button type="button" class="round" aria-label=${t("map.remove_one", { name })} onClick=${onRemove}><${Icon} name="close" /></button></div>
    <${Choice} look="big" label=${name} value=${spot.role} onPick=${(/** @type {any} */ role) => role && onSay({ role })}
      options=${["source", "referred"].map((role) => ({ value: role, text: word(state.library, "body_map_roles", role) }))} />
    <${Tick} text=${t("map.tingling")} isOn=${spot.tingling} onTick=${(/** @type {boolean} */ tingling) => onSay({ tingling })} />
  </div>`;
}

/** @param {{ place: Place, spot: Spot | undefined, onTap: () => void }} props */
function Area({ place, spot, onTap }) {
  const [x, y, width, height] = place.box;
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    onTap();
  };
  const look = `place ${spot ? spot.role : ""}${spot?.tingling ? " tingling" : ""}`;
  return html`<g class=${look} role="button" tabindex="0" aria-pressed=${Boolean(spot)} aria-label=${nameOf(spot ?? { ...place, role: "", tingling: false })} onClick=${onTap} onKeyDown=${press}>
    ${place.shape === "ellipse"
      ? html`<ellipse cx=${x + width / 2} cy=${y + height / 2} rx=${width / 2} ry=${height / 2} />`
      : html`<rect x=${x} y=${y} width=${width} height=${height} rx=${place.round} />`}
  </g>`;
}

/** @param {Spot | { region: string, side: string | null, role: string, tingling: boolean }} spot */
export function nameOf({ region, side, role, tingling }) {
  const parts = [word(state.library, "regions", region)];
  if (side && side !== "middle") parts.push(word(state.library, "sides", side).toLocaleLowerCase());
  if (role) parts.push(word(state.library, "body_map_roles", role).toLocaleLowerCase());
  if (tingling) parts.push(t("map.tingles"));
  return parts.join(", ");
}
