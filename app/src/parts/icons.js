/** Drawn signs; each stands beside words, so that nobody has to hear them read. */

import { html } from "./html.js";

/** @type {Record<string, string>} */
const PATHS = {
  today: "M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z",
  week: "M5 5h14a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM4 10h16M8 3v4M16 3v4",
  progress: "M4 19h16M5 15l5-5 4 3 6-7",
  more: "M5 7h14M5 12h14M5 17h14",
  check: "M5 12.5 10 17.5 19 7",
  back: "M15 5l-7 7 7 7",
  play: "M8 5.5v13l11-6.5z",
  pause: "M8 5v14M16 5v14",
  next: "M6 5.5v13l9-6.5zM18 5v14",
  stop: "M6 6h12v12H6z",
  close: "M6 6l12 12M18 6 6 18",
  alert: "M12 4 2.5 20h19zM12 10v5M12 17.5v.5",
  body: "M12 7a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM5 10h14M12 10v5M12 15l-3.5 7M12 15l3.5 7",
  phone: "M6 3h3.5l1.5 5-2 1.5a12 12 0 0 0 5.500 5.500L16 13l5 1.500V18a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.500 2",
  cloud: "M7 18a4 4 0 0 1-.500-7.970A6 6 0 0 1 18 9.500 4.250 4.250 0 0 1 17.500 18zM4 4l16 16",
  chevron: "M9 5l7 7-7 7",
};

/** @param {{ name: string, filled?: boolean }} props */
export function Icon({ name, filled = false }) {
  return html`<svg class=${`icon${filled ? " filled" : ""}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=${PATHS[name]} /></svg>`;
}
