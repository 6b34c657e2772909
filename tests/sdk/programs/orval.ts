import { getToday, putCheckIn, signIn } from "./orval/api";
import { PutCheckInBody, PutCheckInResponse } from "./orval/zod";
import { asked, told } from "./told";

const signedIn = await signIn({ email: asked.email, password: asked.password });
if (signedIn.status !== 200) throw new Error("sign-in");
const options = { headers: { authorization: `Bearer ${signedIn.data.access_token}` } };

const today = await getToday(undefined, options);
if (today.status !== 200) throw new Error("today");

const date = today.data.on;
const checkIn = { id: asked.id, pain_average: 4, recorded_at: asked.recordedAt };
const stored = await putCheckIn(date, PutCheckInBody.parse(checkIn), options);
if (stored.status !== 201 && stored.status !== 200) throw new Error("check-in");
PutCheckInResponse.parse(stored.data);

const refused = await putCheckIn(date, { ...checkIn, pain_average: 11 }, options);
if (refused.status !== 422) throw new Error("it was not refused");
if (PutCheckInBody.safeParse({ ...checkIn, pain_average: 11 }).success) throw new Error("11 of 10");

told({
  exercises: today.data.items.map((item) => item.exercise.slug),
  recordedAt: stored.data.recorded_at,
  painAverage: stored.data.pain_average,
  painWorst: stored.data.pain_worst,
  problem: refused.data.code,
  pointer: refused.data.errors[0]?.pointer,
});
