/** The pictures of exercises: kept, and loaded again only when they are others. */

import { bodyOf, server } from "../server.js";
import { database } from "./database.js";

/** @import { Exercise } from "../shapes.js" */

/** @type {Map<string, string>} */
const shown = new Map();

/** Return the address of a picture that `<img>` can show, or undefined while there is none. @param {Exercise} exercise */
export async function pictureOf(exercise) {
  const known = shown.get(key(exercise));
  if (known) return known;
  const svg = (await load(exercise)) ?? (await fetchPicture(exercise));
  if (!svg) return undefined;
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  shown.set(key(exercise), url);
  return url;
}

/** Load all pictures that are not here yet, one after the other. @param {Iterable<Exercise>} exercises */
export async function prefetch(exercises) {
  for (const exercise of exercises) {
    if (!(await load(exercise))) await fetchPicture(exercise);
  }
}

/** Forget what is shown, as all else of her. */
export function forgetPictures() {
  for (const url of shown.values()) URL.revokeObjectURL(url);
  shown.clear();
}

/** @param {Exercise} exercise */
function key(exercise) {
  return `${exercise.slug}/${exercise.version}/${exercise.language}/${exercise.picture_etag}`;
}

/** @param {Exercise} exercise @returns {Promise<string | undefined>} */
async function load(exercise) {
  const found = await (await database()).get("pictures", `${exercise.slug}/${exercise.version}`);
  return found?.etag === exercise.picture_etag ? found.svg : undefined;
}

/** @param {Exercise} exercise @returns {Promise<string | undefined>} */
async function fetchPicture(exercise) {
  const asked = { params: { path: { slug: exercise.slug }, query: { version: exercise.version } } };
  const svg = await bodyOf(server().GET("/v1/exercises/{slug}/picture.svg", { ...asked, parseAs: "text" })).catch(() => undefined);
  if (typeof svg !== "string") return undefined;
  await (await database()).put("pictures", { etag: exercise.picture_etag, svg }, `${exercise.slug}/${exercise.version}`);
  return svg;
}
