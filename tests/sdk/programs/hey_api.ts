import { client } from "./hey_api/client.gen";
import { getToday, putCheckIn, signIn } from "./hey_api/sdk.gen";
import { zCheckInIn, zStoredCheckIn } from "./hey_api/zod.gen";
import { asked, told } from "./told";

let token = "";
client.setConfig({ baseUrl: asked.url, auth: () => token });

const signedIn = await signIn({ body: { email: asked.email, password: asked.password } });
if (!signedIn.response?.ok || !signedIn.data) throw new Error("sign-in");
token = signedIn.data.access_token;

const today = await getToday();
if (!today.response?.ok || !today.data) throw new Error("today");

const date = today.data.on;
const checkIn = { id: asked.id, pain_average: 4, recorded_at: asked.recordedAt };
const stored = await putCheckIn({ path: { date }, body: zCheckInIn.parse(checkIn) });
if (!stored.response?.ok || !stored.data) throw new Error("check-in");
zStoredCheckIn.parse(stored.data);

const refused = await putCheckIn({ path: { date }, body: { ...checkIn, pain_average: 11 } });
if (refused.response?.ok || !refused.error) throw new Error("it was not refused");
if (zCheckInIn.safeParse({ ...checkIn, pain_average: 11 }).success) throw new Error("11 of 10");

told({
  exercises: today.data.items.map((item) => item.exercise.slug),
  recordedAt: stored.data.recorded_at,
  painAverage: stored.data.pain_average,
  painWorst: stored.data.pain_worst,
  problem: refused.error.code,
  pointer: refused.error.errors[0]?.pointer,
});
