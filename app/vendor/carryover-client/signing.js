import { tokensOf } from "./tokens.js";
/**
 * Return a fetch that sends the access token and, at a 401, refreshes it once and sends again.
 *
 * Requests that meet a 401 together share one refresh. A refresh that is refused ends the sign-in;
 * one that does not arrive does not, since the refresh token stays good.
 */
export function signed(fetch, baseUrl, tokens) {
    let refreshing;
    async function refresh(used) {
        const kept = await tokens.load();
        // Somebody else has refreshed it meanwhile.
        if (kept?.accessToken !== used.accessToken)
            return kept;
        const response = await fetch(new Request(`${baseUrl}/v1/auth/refresh`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ refresh_token: used.refreshToken }),
        }));
        if (!response.ok && response.status !== 401)
            return undefined;
        const fresh = response.ok ? tokensOf((await response.json())) : undefined;
        await tokens.save(fresh);
        return fresh;
    }
    return async (request) => {
        const used = await tokens.load();
        if (used === undefined || isOpen(request))
            return fetch(request);
        const answer = await fetch(withToken(request.clone(), used));
        if (answer.status !== 401)
            return answer;
        refreshing ??= refresh(used).finally(() => {
            refreshing = undefined;
        });
        const fresh = await refreshing;
        return fresh === undefined ? answer : fetch(withToken(request, fresh));
    };
}
/** Tell whether a request is one of those by which one signs in. */
function isOpen(request) {
    return /\/v1\/auth\/(sign-in|refresh|redeem-invite|reset-password)$/.test(new URL(request.url).pathname);
}
function withToken(request, tokens) {
    request.headers.set("authorization", `Bearer ${tokens.accessToken}`);
    return request;
}
