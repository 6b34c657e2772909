export const USUAL = {
    attempts: 4,
    firstWaitMs: 500,
    longestWaitMs: 30_000,
    timeoutMs: 20_000,
};
const AGAIN = new Set([408, 429, 500, 502, 503, 504]);
/**
 * Tell whether a request can be sent twice and have happened once. A refresh can: its token stays
 * good until the one that it was answered with is used. A sync can: its changes have ids.
 */
export function isRepeatable(request) {
    if (request.method !== "POST" && request.method !== "PATCH")
        return true;
    return request.headers.has("idempotency-key") || /\/v1\/(auth\/refresh|me\/sync)$/.test(request.url);
}
/** Tell whether the same request may succeed later. */
export function maySucceedLater(response) {
    return AGAIN.has(response.status);
}
/**
 * Return how long to wait before the next attempt: what the server asked for, else twice as long
 * each time, by chance up to half of it less, so that not all phones come back at once.
 */
export function waitMs(attempt, askedS, retries) {
    if (askedS !== undefined)
        return askedS * 1000;
    const full = Math.min(retries.firstWaitMs * 2 ** (attempt - 1), retries.longestWaitMs);
    return full * (1 - Math.random() / 2);
}
/** Wait, or reject with the reason of the signal as soon as it is given up. */
export function pause(ms, signal) {
    return new Promise((resolve, reject) => {
        if (signal.aborted)
            return reject(signal.reason);
        const given = () => {
            clearTimeout(timer);
            reject(signal.reason);
        };
        const timer = setTimeout(() => {
            signal.removeEventListener("abort", given);
            resolve();
        }, ms);
        signal.addEventListener("abort", given, { once: true });
    });
}
