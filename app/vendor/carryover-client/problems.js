/** The server refused. Decide by `code`, which never changes its meaning. */
export class Refused extends Error {
    name = "Refused";
    status;
    code;
    errors;
    /** The same request may succeed later. */
    retryable;
    /** Tell it when you ask for help. */
    requestId;
    retryAfterS;
    /** All that was said, such as `kept` and `safety_texts` of an upload. */
    body;
    constructor(body, retryAfterS) {
        super(`${body.status} ${body.code}`);
        this.status = body.status;
        this.code = body.code;
        this.errors = body.errors;
        this.retryable = body.retryable;
        this.requestId = body.request_id;
        this.retryAfterS = retryAfterS;
        this.body = body;
    }
}
/**
 * Nothing came from the server: no network, no answer in time, or something in between answered,
 * such as the login page of a hotel. Whether a write arrived is not known: queue it, and send it
 * again with the same id.
 */
export class Offline extends Error {
    name = "Offline";
    constructor(why, cause) {
        super(why, { cause });
    }
}
/** Tell whether something is the body of a refusal. */
export function isProblem(body) {
    if (typeof body !== "object" || body === null)
        return false;
    const { code, status, errors } = body;
    return typeof code === "string" && typeof status === "number" && Array.isArray(errors);
}
/** Return the seconds that an answer asks to wait for; undefined where it names none. */
export function retryAfter(response) {
    const said = response.headers.get("retry-after");
    return said !== null && /^\d{1,6}$/.test(said) ? Number(said) : undefined;
}
