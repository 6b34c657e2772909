/** Codes and questions in words, kept in the language that is shown: forms need them offline. */

import { bodyOf, server } from "../server.js";
import { language } from "../words.js";
import { keep, kept } from "./database.js";
import { tellAll } from "./events.js";

/** @import { Library } from "../shapes.js" */

const GOOD_FOR_MS = 24 * 3_600_000;

/** Load the words again if they are of another language, or a day old. */
export async function freshenLibrary() {
  const known = await kept("library");
  const isFresh = known && Date.now() - known.loaded_at < GOOD_FOR_MS && known.loaded_at <= Date.now();
  if (isFresh && known.language === language()) return;
  const [words, questions, config] = await Promise.all([
    bodyOf(server().GET("/v1/vocabulary")),
    bodyOf(server().GET("/v1/check-in-questions")),
    bodyOf(server().GET("/v1/app-config")),
  ]);
  await keep("config", config);
  const { daily, weekly } = questions;
  await keep("library", { language: language(), groups: words.groups, daily, weekly, loaded_at: Date.now() });
  tellAll("synced");
}

/**
 * Return the words of a code; one that only newer servers know stands as it is.
 * @param {Library | null} library
 * @param {string} group
 * @param {string} code
 */
export function word(library, group, code) {
  return library?.groups[group]?.find((entry) => entry.code === code)?.text ?? code.replaceAll("_", " ");
}
