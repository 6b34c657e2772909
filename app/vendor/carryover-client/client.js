import createClient from "../openapi-fetch.js";
import { Offline, Refused, isProblem, retryAfter } from "./problems.js";
import { USUAL } from "./retries.js";
import { persistent } from "./sending.js";
import { signed } from "./signing.js";
import { inMemory } from "./tokens.js";
/** Return what calls the API: openapi-fetch, with tokens, refreshing and retries. */
export function connect(options) {
    const baseUrl = options.baseUrl.replace(/\/+$/, "");
    const send = persistent(options.fetch ?? ((request) => fetch(request)), {
        ...USUAL,
        ...options.retries,
    });
    return createClient({
        baseUrl,
        fetch: signed(send, baseUrl, options.tokens ?? inMemory()),
        headers: {
            ...(options.appVersion === undefined ? {} : { "x-app-version": options.appVersion }),
            ...(options.language === undefined ? {} : { "accept-language": options.language }),
        },
    });
}
/**
 * Return what an answer holds; throws Refused or Offline. It asks `response.ok`, since `error` is
 * falsy wherever a refusal has no body. What has not changed since an ETag (304) is undefined.
 */
export async function bodyOf(asked) {
    const { data, error, response } = await asked;
    if (response.ok || response.status === 304)
        return data;
    if (isProblem(error))
        throw new Refused(error, retryAfter(response));
    throw new Offline(`${response.status} without a problem`);
}
