/** What is around every screen: its title, the way back, and where else to go. */

import { useEffect, useRef } from "../../vendor/preact-hooks.js";
import { state } from "../state.js";
import { t, tn } from "../words.js";
import { html } from "./html.js";
import { Icon } from "./icons.js";
import { back } from "./router.js";

const PLACES = [
  { path: "/", icon: "today", key: "nav.today" },
  { path: "/week", icon: "week", key: "nav.week" },
  { path: "/progress", icon: "progress", key: "nav.progress" },
  { path: "/more", icon: "more", key: "nav.more" },
];

/**
 * A screen of its own, with a way back; `foot` stays within reach of a thumb.
 * @param {{ title: string, children?: unknown, foot?: unknown, onBack?: () => void, lead?: unknown }} props
 */
export function Screen({ title, children, foot, onBack, lead }) {
  const heading = useTitle(title);
  return html`<div class="screen">
    <header class="bar">
      <button type="button" class="round" onClick=${onBack ?? back} aria-label=${t("nav.back")}><${Icon} name="back" /></button>
      <h1 ref=${heading} tabindex="-1">${title}</h1>
    </header>
    <main>${lead}${children}</main>
    ${foot ? html`<footer class="foot">${foot}</footer>` : null}
  </div>`;
}

/**
 * One of the four places that the bar at the bottom leads to.
 * @param {{ title: string, path: string, children?: unknown, above?: unknown }} props
 */
export function Place({ title, path, children, above }) {
  const heading = useTitle(title);
  return html`<div class="screen placed">
    <header class="bar place"><div>${above}<h1 ref=${heading} tabindex="-1">${title}</h1></div><${Waiting} /></header>
    <main>${children}</main>
    <nav class="places" aria-label=${t("nav.label")}>
      ${PLACES.map((place) => html`<a key=${place.path} href=${`#${place.path}`} aria-current=${place.path === path ? "page" : undefined}>
        <${Icon} name=${place.icon} /><span>${t(place.key)}</span></a>`)}
    </nav>
  </div>`;
}

/** Whether what she told is on the server; nothing while it is. */
function Waiting() {
  const { waiting, sync } = state;
  if (sync === "outdated") return html`<a class="tag warn" href="#/waiting">${t("sync.outdated")}</a>`;
  if (waiting === 0) return sync === "offline" ? html`<span class="tag"><${Icon} name="cloud" />${t("sync.offline")}</span>` : null;
  return html`<a class="tag warn" href="#/waiting"><${Icon} name="cloud" />${tn("sync.waiting", waiting)}</a>`;
}

/** Name the window, and have a screen reader begin at the heading. @param {string} title */
function useTitle(title) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    document.title = `${title} · ${t("app.name")}`;
  }, [title]);
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement === null) heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, []);
  return heading;
}

/** Say something in passing, to eyes and ears. @param {string} text */
export function say(text) {
  const place = document.getElementById("said");
  if (!place) return;
  place.textContent = text;
  place.classList.add("seen");
  clearTimeout(fading);
  fading = setTimeout(() => {
    place.classList.remove("seen");
    place.textContent = "";
  }, 4_000);
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let fading;
