/** What the client does on a bad network; the server is a function here. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Offline, Refused, bodyOf, connect, inMemory } from "../src/index.ts";

const QUICK = { firstWaitMs: 1, longestWaitMs: 50, timeoutMs: 200, attempts: 3 };
const PROBLEM = { type: "/problems/x", title: "x", errors: [], request_id: "1", retryable: false };

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  const type = status < 400 ? "application/json" : "application/problem+json";
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": type, ...headers },
  });
}

const refusal = (status: number, code: string, headers = {}) =>
  json(status, { ...PROBLEM, status, code }, headers);

/** Return a client whose server gives these answers in turn, and the requests that came. */
function served(...answers: (() => Response | Promise<Response>)[]) {
  const came: Request[] = [];
  const tokens = inMemory({ accessToken: "old", refreshToken: "r1" });
  const api = connect({
    baseUrl: "https://api.example.org/",
    tokens,
    retries: QUICK,
    fetch: (request) => {
      came.push(request);
      const answer = answers[came.length - 1];
      return answer ? Promise.resolve(answer()) : Promise.reject(new Error("one request too many"));
    },
  });
  return { api, came, tokens };
}

const lost = () => Promise.reject<Response>(new TypeError("fetch failed"));
const today = () => json(200, { on: "2026-03-02" });
const fresh = () => json(200, { access_token: "new", refresh_token: "r2" });

test("a lost read is sent again", async () => {
  const { api, came } = served(lost, () => refusal(503, "unavailable"), today);
  assert.equal((await bodyOf(api.GET("/v1/me/today"))).on, "2026-03-02");
  assert.equal(came.length, 3);
});

test("it gives up after some attempts, and says that it is offline", async () => {
  const { api, came } = served(lost, lost, lost);
  await assert.rejects(bodyOf(api.GET("/v1/me/today")), Offline);
  assert.equal(came.length, 3);
});

test("a POST without a key is sent once, one with a key again", async () => {
  const pushed = { params: { path: { installation_id: "phone" } } };
  const once = served(lost);
  await assert.rejects(
    bodyOf(once.api.POST("/v1/me/devices/{installation_id}/test-push", pushed)),
    Offline,
  );
  assert.equal(once.came.length, 1);
  const twice = served(lost, () => json(201, { reminder_id: "1" }));
  await bodyOf(
    twice.api.POST("/v1/me/devices/{installation_id}/test-push", {
      params: { ...pushed.params, header: { "Idempotency-Key": "k" } },
    }),
  );
  assert.equal(twice.came.length, 2);
});

test("the login page of a hotel is being offline, not an answer", async () => {
  const page = () => new Response("<html>", { headers: { "content-type": "text/html" } });
  const { api } = served(page, page, page);
  await assert.rejects(bodyOf(api.GET("/v1/me/today")), Offline);
});

test("no answer in time is being offline", async () => {
  const never = () => new Promise<Response>(() => undefined);
  const api = connect({
    baseUrl: "https://api.example.org",
    retries: { attempts: 1, timeoutMs: 20 },
    fetch: (request) =>
      Promise.race([
        never(),
        new Promise<Response>((_, reject) => {
          request.signal.addEventListener("abort", () => reject(request.signal.reason as Error));
        }),
      ]),
  });
  await assert.rejects(bodyOf(api.GET("/v1/me/today")), /no answer in time/);
});

test("what the app gives up is no fault of the network", async () => {
  const { api } = served(lost, lost, lost);
  const signal = AbortSignal.abort(new Error("closed"));
  await assert.rejects(bodyOf(api.GET("/v1/me/today", { signal })), (error: Error) => {
    return !(error instanceof Offline);
  });
});

test("an expired token is refreshed once, and the request is sent again", async () => {
  const { api, came, tokens } = served(() => refusal(401, "token_expired"), fresh, today);
  await bodyOf(api.GET("/v1/me/today"));
  assert.deepEqual(
    came.map((request) => [new URL(request.url).pathname, request.headers.get("authorization")]),
    [
      ["/v1/me/today", "Bearer old"],
      ["/v1/auth/refresh", null],
      ["/v1/me/today", "Bearer new"],
    ],
  );
  assert.deepEqual(await tokens.load(), { accessToken: "new", refreshToken: "r2" });
});

test("requests that meet a 401 together share one refresh, and bodies are sent whole", async () => {
  const bodies: string[] = [];
  let refreshes = 0;
  const api = connect({
    baseUrl: "https://api.example.org",
    tokens: inMemory({ accessToken: "old", refreshToken: "r1" }),
    fetch: async (request) => {
      if (request.url.endsWith("/refresh")) {
        refreshes += 1;
        await new Promise((resolve) => setTimeout(resolve, 10));
        return fresh();
      }
      if (request.headers.get("authorization") === "Bearer old")
        return refusal(401, "token_expired");
      bodies.push(await request.text());
      return json(200, {});
    },
  });
  const sent = ["1", "2", "3"].map((locale) => api.PATCH("/v1/me", { body: { locale } }));
  for (const answer of await Promise.all(sent)) assert.ok(answer.response.ok);
  assert.equal(refreshes, 1);
  assert.deepEqual(bodies.sort(), ['{"locale":"1"}', '{"locale":"2"}', '{"locale":"3"}']);
});

test("a refused refresh ends the sign-in, a lost one does not", async () => {
  const over = served(
    () => refusal(401, "token_expired"),
    () => refusal(401, "sign_in_expired"),
  );
  await assert.rejects(
    bodyOf(over.api.GET("/v1/me/today")),
    (error) => error instanceof Refused && error.code === "token_expired",
  );
  assert.equal(await over.tokens.load(), undefined);
  const kept = served(() => refusal(401, "token_expired"), lost, lost, lost);
  await assert.rejects(bodyOf(kept.api.GET("/v1/me/today")), Offline);
  assert.notEqual(await kept.tokens.load(), undefined);
});

test("a lost refresh is asked for again", async () => {
  const { api, tokens } = served(() => refusal(401, "token_expired"), lost, fresh, today);
  await bodyOf(api.GET("/v1/me/today"));
  assert.equal((await tokens.load())?.refreshToken, "r2");
});

test("a refusal is told by its code, and how long to wait", async () => {
  const { api } = served(() => refusal(429, "too_many_attempts", { "retry-after": "900" }));
  await assert.rejects(bodyOf(api.GET("/v1/me/today")), (error) => {
    assert.ok(error instanceof Refused);
    assert.deepEqual([error.code, error.status, error.retryAfterS], ["too_many_attempts", 429, 900]);
    return true;
  });
});

test("what has not changed has no body and is no refusal", async () => {
  const { api } = served(() => new Response(null, { status: 304 }));
  assert.equal(await bodyOf(api.GET("/v1/me/today")), undefined);
});
