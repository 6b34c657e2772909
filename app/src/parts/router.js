/** Which screen is open: it stands behind the # of the address, so that "back" does what it does. */

/** @typedef {{ path: string, parts: string[] }} Route */

/** @returns {Route} */
export function route() {
  const path = location.hash.replace(/^#?\/?/, "/");
  return { path, parts: path.split("/").slice(1).map(decode) };
}

/** @param {string} part */
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Open a screen; in place of this one, if "back" shall not lead here again. @param {string} path */
export function go(path, instead = false) {
  if (instead) location.replace(`#${path}`);
  else location.hash = path;
}

/** Go back to where she came from, or to the first screen. */
export function back() {
  if (history.length > 1) history.back();
  else go("/", true);
}

/** Return the path of a slot. @param {"exercise" | "do" | "log"} what @param {{rx: string, date: string, slot: string}} of */
export function slotPath(what, { rx, date, slot }) {
  return `/${what}/${rx}/${date}/${encodeURIComponent(slot)}`;
}
