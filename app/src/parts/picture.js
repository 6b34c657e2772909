/** The picture of an exercise, also without a network once it was here. */

import { useEffect, useState } from "../../vendor/preact-hooks.js";
import { pictureOf } from "../data/pictures.js";
import { html } from "./html.js";

/** @param {{ exercise: import("../shapes.js").Exercise | undefined, isDecorative?: boolean }} props */
export function Picture({ exercise, isDecorative = false }) {
  const [address, show] = useState(/** @type {string | undefined} */ (undefined));
  useEffect(() => {
    let isHere = true;
    if (exercise) void pictureOf(exercise).then((found) => isHere && show(found));
    return () => {
      isHere = false;
    };
  }, [exercise?.slug, exercise?.version, exercise?.picture_etag]);
  if (!exercise) return null;
  return address
    ? html`<img class="picture" src=${address} alt=${isDecorative ? "" : exercise.name} width="422" height="212" />`
    : html`<div class="picture missing" aria-hidden="true"></div>`;
}
