/** Reading a QR code by the camera, where the browser can. */

/** Tell whether this browser can. */
export function canScan() {
  return "BarcodeDetector" in globalThis && Boolean(navigator.mediaDevices?.getUserMedia);
}

/**
 * Show the camera in a video until a QR code is seen; returns its text, or undefined once given up.
 * @param {HTMLVideoElement} video
 * @param {AbortSignal} signal
 * @returns {Promise<string | undefined>}
 */
export async function scan(video, signal) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  try {
    video.srcObject = stream;
    await video.play();
    // @ts-expect-error TypeScript does not know it yet.
    const detector = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
    while (!signal.aborted) {
      const [found] = await detector.detect(video).catch(() => []);
      if (found) return found.rawValue;
      await new Promise((next) => setTimeout(next, 200));
    }
    return undefined;
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}
