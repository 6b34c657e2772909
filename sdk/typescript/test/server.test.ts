/** The client and a running server. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { NOTHING, Refused, bodyOf, connect, inMemory, offlineQueue, tokensOf } from "../src/index.ts";

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is missing`);
  return value;
}

const baseUrl = setting("API_URL");
const who = { email: setting("API_EMAIL"), password: setting("API_PASSWORD") };

test("sign in, read today, check in with an offset, send it again, take it back", async () => {
  const tokens = inMemory();
  const api = connect({ baseUrl, tokens, appVersion: "1.0.0", language: "en" });
  await tokens.save(tokensOf(await bodyOf(api.POST("/v1/auth/sign-in", { body: who }))));

  const today = await bodyOf(api.GET("/v1/me/today"));
  assert.deepEqual(
    today.items.map((item) => item.exercise.slug),
    ["chin-tuck"],
  );

  const path = { date: today.on };
  const recorded = setting("API_RECORDED_AT");
  const body = { id: setting("API_CHECK_IN"), pain_average: 4, recorded_at: recorded };
  const first = await api.PUT("/v1/me/check-ins/{date}", { params: { path }, body });
  const again = await api.PUT("/v1/me/check-ins/{date}", { params: { path }, body });
  assert.deepEqual([first.response.status, again.response.status], [201, 200]);
  assert.equal(Date.parse(first.data?.recorded_at ?? ""), Date.parse(recorded));
  assert.equal(first.data?.pain_worst, null);

  const later = new Date(Date.parse(recorded) + 1000).toISOString();
  const query = { recorded_at: later };
  const gone = api.DELETE("/v1/me/check-ins/{date}", { params: { path, query } });
  assert.equal((await bodyOf(gone)).undone, true);
});

test("a refusal has its code and the fields that it is about", async () => {
  const tokens = inMemory();
  const api = connect({ baseUrl, tokens });
  const wrong = api.POST("/v1/auth/sign-in", { body: { ...who, password: "another one of it" } });
  await assert.rejects(bodyOf(wrong), (e) => e instanceof Refused && e.code === "wrong_credentials");
  await tokens.save(tokensOf(await bodyOf(api.POST("/v1/auth/sign-in", { body: who }))));
  const bad = api.PATCH("/v1/me", { body: { check_in_time: "8 o'clock" } });
  await assert.rejects(bodyOf(bad), (error) => {
    assert.ok(error instanceof Refused);
    assert.deepEqual(error.errors, [{ pointer: "/check_in_time", code: "not_a_wall_time" }]);
    return true;
  });
});

test("a token that is no longer good is refreshed, and the refresh token is replaced", async () => {
  const tokens = inMemory();
  const api = connect({ baseUrl, tokens });
  const signedIn = tokensOf(await bodyOf(api.POST("/v1/auth/sign-in", { body: who })));
  await tokens.save({ ...signedIn, accessToken: "not a token" });
  assert.equal((await bodyOf(api.GET("/v1/me"))).email, who.email);
  assert.notEqual((await tokens.load())?.refreshToken, signedIn.refreshToken);
});

test("what has not changed is told by 304", async () => {
  const tokens = inMemory();
  const api = connect({ baseUrl, tokens });
  await tokens.save(tokensOf(await bodyOf(api.POST("/v1/auth/sign-in", { body: who }))));
  const { response } = await api.GET("/v1/me");
  const headers = { "if-none-match": response.headers.get("etag") ?? "" };
  const again = await api.GET("/v1/me", { headers });
  assert.equal(again.response.status, 304);
});

test("what was told offline is handed in, again after 410, and all of it comes back", async () => {
  const tokens = inMemory();
  const api = connect({ baseUrl, tokens });
  await tokens.save(tokensOf(await bodyOf(api.POST("/v1/auth/sign-in", { body: who }))));
  const records = new Map<string, Record<string, unknown>>();
  const dates = (kind: string) =>
    [...records].filter(([key]) => key.startsWith(`${kind} `)).map(([, body]) => body["date"]);
  let kept = NOTHING;
  const queue = offlineQueue(api, {
    load: () => kept,
    save: (now, told) => {
      kept = now;
      if (told?.isAll) records.clear();
      for (const { kind, id, body } of told?.answer.changes ?? []) records.set(`${kind} ${id}`, body);
      for (const { kind, id } of told?.answer.deleted ?? []) records.delete(`${kind} ${id}`);
    },
  });
  const today = (await bodyOf(api.GET("/v1/me/today"))).on;
  const recorded = new Date().toISOString();
  const said = { date: today, stress: 3, recorded_at: recorded };
  const id = await queue.add("check_in", said);
  await queue.add("settings", { reminder_cap: 99, recorded_at: recorded });
  const refused = await queue.sync();
  assert.deepEqual(refused.map(({ problem }) => problem.errors[0]?.pointer), ["/reminder_cap"]);
  assert.deepEqual(dates("check_in"), [today]);
  assert.ok(kept.planToken && records.has(`day ${today}`));

  await queue.add("check_in_undo", { date: today, recorded_at: new Date().toISOString() }, id);
  kept = { ...kept, cursor: "somebody else's" };
  assert.deepEqual(await queue.sync(), []);
  assert.deepEqual(dates("check_in"), []);
  assert.ok(records.has(`day ${today}`));
});
