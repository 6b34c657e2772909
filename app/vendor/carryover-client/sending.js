import { Offline, retryAfter } from "./problems.js";
import { isRepeatable, maySucceedLater, pause, waitMs } from "./retries.js";
/** Return a fetch that sends again what may be sent again; it throws Offline when none arrives. */
export function persistent(fetch, retries) {
    return async (request) => {
        const most = isRepeatable(request) ? retries.attempts : 1;
        for (let attempt = 1;; attempt += 1) {
            const attempted = attempt === 1 ? request.clone() : await stamped(request);
            const answer = await once(fetch, attempted, retries.timeoutMs).catch((error) => {
                if (error instanceof Offline && attempt < most)
                    return error;
                throw error;
            });
            const asked = answer instanceof Offline ? undefined : retryAfter(answer);
            const isDone = !(answer instanceof Offline) && !maySucceedLater(answer);
            // Whoever is asked to wait for longer than she would is told so.
            const isLong = asked !== undefined && asked * 1000 > retries.longestWaitMs;
            if (!(answer instanceof Offline) && (isDone || isLong || attempt >= most))
                return answer;
            await pause(waitMs(attempt, asked, retries), request.signal);
        }
    };
}
/** Return a request to be sent again: by `sent_at` the server corrects what a wrong clock said. */
async function stamped(request) {
    const body = await request.clone().text();
    const said = body === "" ? {} : JSON.parse(body);
    if (!said.sent_at)
        return request.clone();
    const anew = JSON.stringify({ ...said, sent_at: new Date().toISOString() });
    return new Request(request.clone(), { body: anew });
}
async function once(fetch, request, timeoutMs) {
    const late = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([request.signal, late]);
    let response;
    try {
        response = await fetch(new Request(request, { signal }));
    }
    catch (error) {
        // What the app itself gave up is no fault of the network.
        if (request.signal.aborted)
            throw error;
        throw new Offline(late.aborted ? "no answer in time" : "no network", error);
    }
    if (!isOurs(response))
        throw new Offline("something else answered");
    return response;
}
/** Tell whether an answer can be the server's: a captive portal answers with a page. */
function isOurs(response) {
    if (response.status === 204 || response.status === 304)
        return true;
    const type = response.headers.get("content-type") ?? "";
    return /^(application\/((problem\+)?json|zip)|image\/svg\+xml)\b/i.test(type);
}
