import createClient from "openapi-fetch";

import type { paths } from "./schema";
import { asked, told } from "./told";

const http = createClient<paths>({ baseUrl: asked.url });

const signedIn = await http.POST("/v1/auth/sign-in", {
  body: { email: asked.email, password: asked.password },
});
if (!signedIn.response.ok || !signedIn.data) throw new Error("sign-in");
const headers = { authorization: `Bearer ${signedIn.data.access_token}` };

const today = await http.GET("/v1/me/today", { headers });
if (!today.response.ok || !today.data) throw new Error("today");

const stored = await http.PUT("/v1/me/check-ins/{date}", {
  headers,
  params: { path: { date: today.data.on } },
  body: { id: asked.id, pain_average: 4, recorded_at: asked.recordedAt },
});
if (!stored.response.ok || !stored.data) throw new Error("check-in");

const refused = await http.PUT("/v1/me/check-ins/{date}", {
  headers,
  params: { path: { date: today.data.on } },
  body: { id: asked.id, pain_average: 11, recorded_at: asked.recordedAt },
});
if (refused.response.ok || !refused.error) throw new Error("it was not refused");

told({
  exercises: today.data.items.map((item) => item.exercise.slug),
  recordedAt: stored.data.recorded_at,
  painAverage: stored.data.pain_average,
  painWorst: stored.data.pain_worst,
  problem: refused.error.code,
  pointer: refused.error.errors[0]?.pointer,
});
