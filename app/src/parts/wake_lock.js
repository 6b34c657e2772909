/** Keeps the screen on, as far as the browser lets us; returns what ends it. */

export function keepScreenOn() {
  /** @type {WakeLockSentinel | undefined} */
  let lock;
  let isOn = true;
  const ask = async () => {
    if (!isOn || document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    lock = await navigator.wakeLock.request("screen").catch(() => undefined);
    if (!isOn) void lock?.release();
  };
  // It is let go of whenever the page is hidden.
  const again = () => void ask();
  document.addEventListener("visibilitychange", again);
  again();
  return () => {
    isOn = false;
    document.removeEventListener("visibilitychange", again);
    void lock?.release();
  };
}
