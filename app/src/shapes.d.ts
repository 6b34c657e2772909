/** What the app keeps and shows: the records of sync, as `GET /v1/me/today` and others shape them. */

export interface LocalTime { date: string; time: string; timezone: string; utc_offset_min: number }
export interface Dose { sets: number | null; reps: number | null; hold_s: number | null; duration_min: number | null }
export type Outcome = "done" | "partial" | "skipped" | "excused";
export interface Slot { local_date: string; slot: string; due_at: string; due_local: LocalTime; outcome: Outcome | null }
export interface DayItem {
  prescription_id: string; version: number; exercise: string; dose: Dose; note: string | null; slots: Slot[];
}
export interface DayHabit {
  prescription_id: string; version: number; exercise: string; note: string | null; logged: Outcome | null;
}
export interface Day {
  on: string; excused: string | null; items: DayItem[]; habits: DayHabit[];
  check_in: { done: boolean; due_at: string | null; due_local: LocalTime | null };
}
export interface Exercise {
  slug: string; version: string; name: string; kind: string; picture: string; language: string;
  steps: string[]; cues: string[]; safe_stop: string; factors: string[]; picture_etag: string;
}
export interface QuietHours { start: string; end: string }
export interface Settings {
  id: string; name: string; email: string | null; timezone: string; timezone_pinned: boolean; locale: string;
  quiet_hours: QuietHours | null; check_in_time: string; reminder_cap: number;
}
export interface Paused {
  exercise: string; name: string; prescription_id: string; safety: boolean;
  until_at: string | null; until_local: LocalTime | null;
}
export interface FeedbackAsked {
  appointment_id: string; starts_at: string; starts_local: LocalTime;
  pressure: string | null; soreness_dates_missing: string[];
}
export interface Home {
  on: string; timezone: string; paused: Paused[]; paused_for_safety: boolean;
  weekly_check_in: { monday: string; done: boolean }; feedback: FeedbackAsked | null;
  next_appointment: string | null; streak: number;
}
export interface Spot { region: string; side: string | null; role: string; tingling: boolean }
export interface CheckIn {
  id: string; date: string; pain_average: number | null; pain_worst: number | null;
  sleep_quality: number | null; sleep_hours: number | null; stress: number | null;
  pain_medicine: boolean | null; impact: boolean | null; body_map: Spot[]; red_flags: string[];
  note: string | null; duration_s: number | null; recorded_at: string;
}
export interface Log {
  id: string; prescription_id: string; local_date: string; slot: string; outcome: Outcome;
  reason: string | null; sets_done: number | null; pain_before: number | null; pain_after: number | null;
  effort: number | null; stop_signs: string[]; note: string | null; recorded_at: string; undone: boolean;
}
export interface Feedback {
  pressure: string | null; soreness: { date: string; value: number }[]; note: string | null; recorded_at: string;
}
export interface Appointment {
  id: string; starts_at: string; starts_local: LocalTime; duration_min: number; status: string;
  feedback: Feedback | null;
}
export interface Week {
  id: string; monday: string; energy: number | null; days_in_bed: number | null; pain_interference: number | null;
  enjoyment: number | null; overall_change: number | null; goals: { goal_id: string; rating: number }[];
  note: string | null; duration_s: number | null; recorded_at: string;
}
export interface Excused { id: string; from: string; to: string; reason: string; by: string }
export interface PlanChange {
  prescription_id: string; version: number; kind: string; exercise: string; name: string; effective_on: string;
  changes: { field: string; text: string }[]; text: string;
}
export interface Prescription { id: string; exercise: string; kind: string; state: string; max_pain: number }
export interface SafetyText { key: string; title: string; body: string; note: string }
export interface Notice { reminder_id: string; due_at: string; expires_at: string; text: string; slot: string; local_date: string; prescription_id: string | null }

export interface KeptRecord { kind: string; id: string; body: any }
export interface Change { kind: string; id: string; body: any }
/** A change that waits; `seq` is its place in the queue, `shown` the safety texts that it was followed by at once. */
export interface Queued extends Change { seq?: number; shown?: string[] }
export interface RefusedChange extends Change { seq?: number; problem: any }

/** All that screens show: the records with what waits laid over them. */
export interface View {
  settings: Settings | null;
  home: Home | null;
  days: Map<string, Day>;
  exercises: Map<string, Exercise>;
  prescriptions: Map<string, Prescription>;
  checkIns: Map<string, CheckIn>;
  logs: Map<string, Log>;
  weeks: Map<string, Week>;
  appointments: Appointment[];
  excused: Excused[];
  goals: { id: string; text: string }[];
  planChanges: PlanChange[];
  safetyTexts: Map<string, SafetyText>;
}

export interface Question {
  key: string; kind: string; text: string; note: string | null; low: string | null; high: string | null;
  steps: { value: number; text: string }[]; sided_regions: string[];
}
export interface Entry { code: string; text: string; level?: string | null }
export interface Library {
  language: string;
  groups: Record<string, Entry[]>;
  daily: Question[];
  weekly: Question[];
}

export interface Account { id: string; role: string; name: string; practice_id: string }
export interface Trends {
  from: string; to: string; dates: string[]; pain_average: (number | null)[]; logged: number; due: number;
  read_at: string | null; words: { figure: string; text: string }[];
}
export interface Access {
  at: string; action: string; by: { name: string; role: string } | null; sign_in_id: string | null;
  code_by: { name: string; role: string } | null;
}
export interface SignIn { id: string; current: boolean; platform: string | null; started_at: string; last_used_at: string }
