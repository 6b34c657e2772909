/** The fixed safety texts, over everything else until she closes them. */

import { useEffect, useRef } from "../../vendor/preact-hooks.js";
import { numberIn } from "../rules/safety.js";
import { t } from "../words.js";
import { html } from "./html.js";
import { Icon } from "./icons.js";

/**
 * @param {{ texts: import("../shapes.js").SafetyText[], after?: string, onClose: () => void, onMistake?: () => void }} props
 * `after` is said below the texts; without any text, which only a phone lacks that has just signed in,
 * the app's own word stands for them.
 */
export function SafetyTexts({ texts, after, onClose, onMistake }) {
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    box.current?.showModal();
  }, []);
  const number = texts.map((text) => numberIn(text.body)).find(Boolean);
  return html`<dialog ref=${box} class="safety" aria-labelledby="safety-title" onCancel=${(/** @type {Event} */ event) => { event.preventDefault(); onClose(); }}>
    ${texts.map((text, place) => html`<section key=${text.key}>
      <h2 id=${place === 0 ? "safety-title" : undefined}><${Icon} name="alert" />${text.title}</h2>
      ${text.body.split(/(?<=[.!?])\s+/).map((sentence) => html`<p>${sentence}</p>`)}
      <p class="note">${text.note}</p>
    </section>`)}
    ${texts.length === 0 ? html`<section><h2 id="safety-title"><${Icon} name="alert" />${t("flags.title")}</h2><p>${t("door.not_live")}</p></section>` : null}
    ${after ? html`<p class="note">${after}</p>` : null}
    <div class="acts">
      ${number ? html`<a class="button call" href=${`tel:${number}`}><${Icon} name="phone" />${t("safety.call", { number })}</a>` : null}
      <button type="button" class="wide" onClick=${onClose}>${t("safety.understood")}</button>
      ${onMistake ? html`<button type="button" class="quiet wide" onClick=${onMistake}>${t("safety.mistake")}</button>` : null}
    </div>
  </dialog>`;
}
