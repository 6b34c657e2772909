/** The server as the app calls it: the TypeScript SDK with the tokens that this phone keeps. */

import { Offline, Refused, bodyOf, connect, tokensOf } from "../vendor/carryover-client/index.js";
import { SHOWN, database, forgetShown, kept } from "./data/database.js";
import { tellAll } from "./data/events.js";
import { language } from "./words.js";
import { VERSION } from "./version.js";

export { Offline, Refused, bodyOf, tokensOf };

/** @typedef {import("../vendor/carryover-client/index.js").Api} Api */
/** @typedef {import("../vendor/carryover-client/index.js").Tokens} Tokens */

/** What is sent by hand is not waited for long: a person looks at the screen. */
const RETRIES = { attempts: 2, firstWaitMs: 400, longestWaitMs: 5_000, timeoutMs: 20_000 };

const store = {
  /** @returns {Promise<Tokens | undefined>} */
  load: () => kept("tokens"),
  /**
   * Keep refreshed tokens, unless she signed out while they were on their way; without any, the
   * sign-in is over, and what waits in the queue stays for her.
   * @param {Tokens | undefined} fresh
   */
  async save(fresh) {
    const tx = (await database()).transaction(SHOWN, "readwrite");
    const known = await tx.objectStore("kept").get("tokens");
    if (known && fresh) await tx.objectStore("kept").put(fresh, "tokens");
    if (known && !fresh) await forgetShown(tx);
    await tx.done;
    if (known && !fresh) tellAll("signed-out");
  },
};

/** @type {{ language: string, api: Api } | undefined} */
let made;

/** Return what calls the API, in the language that is shown. */
export function server() {
  if (made?.language !== language()) {
    const options = { baseUrl: location.origin, appVersion: VERSION, language: language() };
    const given = { ...options, tokens: store, retries: RETRIES, fetch: unkept };
    made = { language: language(), api: connect(given) };
  }
  return made.api;
}

/** Ask past the browser's own cache, which nobody empties when she signs out. @param {Request} request */
function unkept(request) {
  return fetch(new Request(request, { cache: "no-store" }));
}
