import { Api, type HttpResponse, type Problem, type StoredCheckIn } from "./swagger_typescript_api/api";
import { asked, told } from "./told";

const api = new Api<string>({
  baseUrl: asked.url,
  securityWorker: (token) => (token ? { headers: { authorization: `Bearer ${token}` } } : {}),
});

const signedIn = await api.v1.signIn({ email: asked.email, password: asked.password });
if (!signedIn.ok) throw new Error("sign-in");
api.setSecurityData(signedIn.data.access_token);

const today = await api.v1.getToday();
if (!today.ok) throw new Error("today");

const date = today.data.on;
const checkIn = { id: asked.id, pain_average: 4, recorded_at: asked.recordedAt };
const stored = await api.v1.putCheckIn(date, checkIn);
if (!stored.ok) throw new Error("check-in");

// What is refused is thrown.
const refused = await api.v1.putCheckIn(date, { ...checkIn, pain_average: 11 }).then(
  () => {
    throw new Error("it was not refused");
  },
  (thrown: HttpResponse<StoredCheckIn, Problem>) => thrown.error,
);

told({
  exercises: today.data.items.map((item) => item.exercise.slug),
  recordedAt: stored.data.recorded_at,
  painAverage: stored.data.pain_average,
  painWorst: stored.data.pain_worst,
  problem: refused.code,
  pointer: refused.errors[0]?.pointer,
});
