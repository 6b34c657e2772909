/** Tells screens of this tab, and other tabs, that what is kept has changed. */

/** @typedef {"changed" | "proof" | "signed-in" | "signed-out" | "gone" | "synced"} News */

const here = new EventTarget();
const others = typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel("carryover");
others?.addEventListener("message", ({ data }) => here.dispatchEvent(new CustomEvent("news", { detail: data })));

/** Tell this tab. @param {News} news */
export function tell(news) {
  here.dispatchEvent(new CustomEvent("news", { detail: news }));
}

/** Tell this tab and all others. @param {News} news */
export function tellAll(news) {
  tell(news);
  others?.postMessage(news);
}

/** Hear what is told; returns what ends it. @param {(news: News) => void} hear */
export function listen(hear) {
  const heard = (/** @type {Event} */ event) => hear(/** @type {CustomEvent} */ (event).detail);
  here.addEventListener("news", heard);
  return () => here.removeEventListener("news", heard);
}
