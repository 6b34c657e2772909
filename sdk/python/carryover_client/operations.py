"""A method for each operation of the API. Written by `make sdk`."""

# ruff: noqa
from typing import Any, Literal

from carryover_client import models


class Operations:
    """What can be asked of the API; `call` sends it."""

    def call(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, Any] | None = None,
        headers: dict[str, str | None] | None = None,
        body: Any = None,
    ) -> Any:
        """Send a request and return what its answer holds."""
        raise NotImplementedError

    def acknowledge(self, body: models.AcknowledgementIn, *, idempotency_key: str | None = None) -> models.AcknowledgedOut:
        """Say that I read a version of my plan, with all before it; the newest one with its stop."""
        found: models.AcknowledgedOut = self.call("POST", "/v1/me/acknowledgements", headers={"Idempotency-Key": idempotency_key}, body=body)
        return found

    def acknowledge_alert(self, alert_id: str, body: models.AcknowledgeIn | None = None) -> models.AlertOut:
        """Take note of an alert; the first time counts. What happens later opens another one."""
        found: models.AlertOut = self.call("POST", f"/v1/alerts/{alert_id}/acknowledge", body=body)
        return found

    def acknowledge_alerts(self, body: models.AcknowledgeAlertsIn) -> models.AcknowledgedAlerts:
        """Take note of several alerts, each as if it were sent alone, in the order sent.
        
        All is stored together. One that cannot be noted stops none of the others."""
        found: models.AcknowledgedAlerts = self.call("POST", "/v1/alerts/acknowledge", body=body)
        return found

    def add_appointment(self, client_id: str, body: models.AppointmentIn, *, idempotency_key: str | None = None) -> models.AppointmentOut:
        """Note a session, planned or held; before a planned one I am told that its brief is ready."""
        found: models.AppointmentOut = self.call("POST", f"/v1/clients/{client_id}/appointments", headers={"Idempotency-Key": idempotency_key}, body=body)
        return found

    def add_client(self, body: models.ClientIn, *, idempotency_key: str | None = None) -> models.ClientOut:
        """Take a new client into my care."""
        found: models.ClientOut = self.call("POST", "/v1/clients", headers={"Idempotency-Key": idempotency_key}, body=body)
        return found

    def add_episode(self, client_id: str, body: models.EpisodeIn, *, idempotency_key: str | None = None) -> models.EpisodeOut:
        """Begin an episode of care; the one before it lasts until then."""
        found: models.EpisodeOut = self.call("POST", f"/v1/clients/{client_id}/episodes", headers={"Idempotency-Key": idempotency_key}, body=body)
        return found

    def add_excused(self, client_id: str, body: models.ExcusedIn, *, idempotency_key: str | None = None) -> models.ExcusedOut:
        """Excuse a client from some days: nothing is due on them. The same again changes nothing."""
        found: models.ExcusedOut = self.call("POST", f"/v1/clients/{client_id}/excused", headers={"Idempotency-Key": idempotency_key}, body=body)
        return found

    def add_goal(self, client_id: str, body: models.GoalIn, *, idempotency_key: str | None = None) -> models.GoalOut:
        """Set a goal with a client. She has at most three at a time."""
        found: models.GoalOut = self.call("POST", f"/v1/clients/{client_id}/goals", headers={"Idempotency-Key": idempotency_key}, body=body)
        return found

    def add_my_excused(self, body: models.MyExcusedIn, *, idempotency_key: str | None = None) -> models.ExcusedOut:
        """Excuse myself from some days: nothing is due on them. The same again changes nothing."""
        found: models.ExcusedOut = self.call("POST", "/v1/me/excused", headers={"Idempotency-Key": idempotency_key}, body=body)
        return found

    def add_passkey(self, body: models.PasskeyIn, *, idempotency_key: str | None = None) -> models.AddedPasskeyOut:
        """Add a passkey that a browser made; every other phone and browser of mine is signed out.
        
        From then on my password alone signs me in no longer. The first factor brings recovery codes."""
        found: models.AddedPasskeyOut = self.call("POST", "/v1/me/passkeys", headers={"Idempotency-Key": idempotency_key}, body=body)
        return found

    def add_therapist(self, body: models.TherapistIn, *, idempotency_key: str | None = None) -> models.NewTherapistOut:
        """Invite someone to work here; she sets e-mail and password as she redeems the invite."""
        found: models.NewTherapistOut = self.call("POST", "/v1/therapists", headers={"Idempotency-Key": idempotency_key}, body=body)
        return found

    def ask_for_export(self, client_id: str) -> models.ExportOut:
        """Have a copy made of what I may see of a client; she reads in her access log that I did."""
        found: models.ExportOut = self.call("POST", f"/v1/clients/{client_id}/export")
        return found

    def ask_for_my_export(self) -> models.ExportOut:
        """Have a copy made of all that is kept of me; it takes seconds, and is kept for 24 hours."""
        found: models.ExportOut = self.call("POST", "/v1/me/export")
        return found

    def begin_passkey(self, body: models.ProvenIn) -> models.PasskeyOptionsOut:
        """Begin a passkey: what `navigator.credentials.create` takes. It is added within 5 minutes."""
        found: models.PasskeyOptionsOut = self.call("POST", "/v1/me/passkeys/options", body=body)
        return found

    def begin_passkey_proof(self) -> models.PasskeyOptionsOut:
        """Return what `navigator.credentials.get` takes to prove a change of my factors by a passkey.
        
        What it gives is sent as `passkey` in place of a code, within 5 minutes."""
        found: models.PasskeyOptionsOut = self.call("POST", "/v1/me/passkeys/proof")
        return found

    def begin_passkey_sign_in(self) -> models.PasskeyOptionsOut:
        """Return what `navigator.credentials.get` takes to sign in. It is good for 5 minutes, once."""
        found: models.PasskeyOptionsOut = self.call("POST", "/v1/auth/passkey/options")
        return found

    def begin_second_factor(self, body: models.ProvenIn) -> models.BegunOut:
        """Begin a second factor: an app takes the secret, and makes a code that confirms it.
        
        It counts once it is confirmed, within 30 minutes. Who has a passkey proves it as any change."""
        found: models.BegunOut = self.call("POST", "/v1/me/second-factor", body=body)
        return found

    def change_password(self, body: models.ChangePasswordIn) -> models.TokensOut:
        """Change my password; every other phone of mine is signed out."""
        found: models.TokensOut = self.call("POST", "/v1/auth/change-password", body=body)
        return found

    def confirm_second_factor(self, body: models.ConfirmIn) -> models.RecoveryCodesOut:
        """Confirm what was begun by a code; every other phone and browser of mine is signed out."""
        found: models.RecoveryCodesOut = self.call("POST", "/v1/me/second-factor/confirm", body=body)
        return found

    def deactivate_therapist(self, therapist_id: str, body: models.DeactivateIn | None = None) -> models.TherapistOut:
        """Sign a therapist out everywhere, for as long as she is not reactivated.
        
        No code works any more that is hers or that she made."""
        found: models.TherapistOut = self.call("POST", f"/v1/therapists/{therapist_id}/deactivate", body=body)
        return found

    def decide_consents(self, body: models.ConsentsIn, *, accept_language: str | None = None) -> models.ConsentsOut:
        """Decide whether my therapist sees what I record; my own plan and reminders go on."""
        found: models.ConsentsOut = self.call("PUT", "/v1/me/consents", headers={"accept-language": accept_language}, body=body)
        return found

    def delete_excused(self, client_id: str, excused_id: str) -> models.ExcusedOut:
        """Remove an excused period, whoever made it, also when it is over: its days are due again."""
        found: models.ExcusedOut = self.call("DELETE", f"/v1/clients/{client_id}/excused/{excused_id}")
        return found

    def delete_my_excused(self, excused_id: str) -> models.ExcusedOut:
        """Remove an excused period, whoever made it, unless it ended before yesterday."""
        found: models.ExcusedOut = self.call("DELETE", f"/v1/me/excused/{excused_id}")
        return found

    def discharge_client(self, client_id: str, body: models.DischargeIn | None = None) -> models.DischargeOut:
        """End the care of a client: nobody sees her, and nothing is due until she is readmitted.
        
        For her therapist, and for an admin, whoever cares for her and whatever she shares."""
        found: models.DischargeOut = self.call("POST", f"/v1/clients/{client_id}/discharge", body=body)
        return found

    def download_export(self, client_id: str, export_id: str) -> bytes:
        """Fetch a copy that I asked for; she reads in her access log that I did."""
        found: bytes = self.call("GET", f"/v1/clients/{client_id}/exports/{export_id}/archive")
        return found

    def download_my_export(self, export_id: str) -> bytes:
        """Fetch my copy: a zip with a page to read, all data as JSON, series as CSV, and FHIR."""
        found: bytes = self.call("GET", f"/v1/me/exports/{export_id}/archive")
        return found

    def edit_appointment(self, appointment_id: str, body: models.AppointmentPatch, *, if_match: str) -> models.AppointmentOut:
        """Change a session, or say what became of it. Needs the ETag that was read, as If-Match."""
        found: models.AppointmentOut = self.call("PATCH", f"/v1/appointments/{appointment_id}", headers={"If-Match": if_match}, body=body)
        return found

    def edit_brief_reminder(self, body: models.BriefLeadPatch) -> models.BriefLeadOut:
        """Change it, for all sessions to come; a null ends these reminders."""
        found: models.BriefLeadOut = self.call("PATCH", "/v1/me/brief-reminder", body=body)
        return found

    def edit_client(self, client_id: str, body: models.ClientPatch, *, if_match: str) -> models.ClientOut:
        """Change name, zone, conditions or intake. Needs the ETag that was read, as If-Match.
        
        What was disclosed makes a new version of the intake; what changes nothing makes none."""
        found: models.ClientOut = self.call("PATCH", f"/v1/clients/{client_id}", headers={"If-Match": if_match}, body=body)
        return found

    def edit_episode(self, episode_id: str, body: models.EpisodePatch, *, if_match: str) -> models.EpisodeOut:
        """Change an episode of care. Needs the ETag that was read, as If-Match."""
        found: models.EpisodeOut = self.call("PATCH", f"/v1/episodes/{episode_id}", headers={"If-Match": if_match}, body=body)
        return found

    def edit_goal(self, goal_id: str, body: models.GoalPatch, *, if_match: str) -> models.GoalOut:
        """Mend the words of a goal, end it, or take it up again. Needs the ETag that was read."""
        found: models.GoalOut = self.call("PATCH", f"/v1/goals/{goal_id}", headers={"If-Match": if_match}, body=body)
        return found

    def edit_me(self, body: models.MePatch) -> models.MeOut:
        """Change my preferences; a new zone or check-in time moves the reminders still to come."""
        found: models.MeOut = self.call("PATCH", "/v1/me", body=body)
        return found

    def edit_my_excused(self, excused_id: str, body: models.MyExcusedPatch) -> models.ExcusedOut:
        """Shorten or prolong an excused period, whoever made it; its days before yesterday stay."""
        found: models.ExcusedOut = self.call("PATCH", f"/v1/me/excused/{excused_id}", body=body)
        return found

    def edit_practice(self, body: models.PracticePatch, *, if_match: str) -> models.PracticeOut:
        """Change what is set for my practice. Needs If-Match.
        
        Where admins need a second factor, one without it gets 403 `second_factor_needed` from all that
        only admins may do, until she has set one up. Whoever would be erased by `retention_months` is
        told a month before."""
        found: models.PracticeOut = self.call("PATCH", "/v1/practice", headers={"If-Match": if_match}, body=body)
        return found

    def edit_prescription(self, prescription_id: str, body: models.PrescriptionPatch, *, if_match: str) -> models.PrescriptionOut:
        """Make a new version from a date on. Needs the ETag that was read, as If-Match.
        
        An edit that would change nothing makes none. A clearance is carried on for what it cleared."""
        found: models.PrescriptionOut = self.call("PATCH", f"/v1/prescriptions/{prescription_id}", headers={"If-Match": if_match}, body=body)
        return found

    def edit_therapist(self, therapist_id: str, body: models.TherapistPatch, *, if_match: str) -> models.TherapistOut:
        """Change a therapist's name, or give or take the admin right. Needs If-Match."""
        found: models.TherapistOut = self.call("PATCH", f"/v1/therapists/{therapist_id}", headers={"If-Match": if_match}, body=body)
        return found

    def end_my_sign_in(self, sign_in_id: str) -> None:
        """End one of my sign-ins: its tokens die at once and its phone gets no more pushes.
        
        Ending the one that asks is signing out."""
        self.call("DELETE", f"/v1/me/sign-ins/{sign_in_id}")

    def erase_client(self, client_id: str) -> models.ClientErasureOut:
        """Have a client erased, and all that is hers; every phone of hers is signed out now.
        
        May be said twice: the date stays. Until then an admin, or she, can take it back."""
        found: models.ClientErasureOut = self.call("DELETE", f"/v1/clients/{client_id}")
        return found

    def erase_me(self) -> models.AskedOut:
        """Have my account erased, and all that I recorded; every phone of mine is signed out now.
        
        Until `erase_at` it can be taken back by `keep-account`, with this code or with my password."""
        found: models.AskedOut = self.call("DELETE", "/v1/me")
        return found

    def get_adherence(self, client_id: str, *, from_: str | None = None, to: str | None = None) -> models.AdherenceOut:
        """Read adherence of a range of local dates, overall, by week and by item."""
        found: models.AdherenceOut = self.call("GET", f"/v1/clients/{client_id}/adherence", query={"from": from_, "to": to})
        return found

    def get_alert_usefulness(self, *, from_: str | None = None, to: str | None = None) -> models.UsefulnessOut:
        """Count what was said of alerts: mine, and the practice's sums. Usually of 90 days."""
        found: models.UsefulnessOut = self.call("GET", "/v1/alerts/usefulness", query={"from": from_, "to": to})
        return found

    def get_app_config(self) -> models.AppConfig:
        """Read which app versions this server wants; needs no sign-in."""
        found: models.AppConfig = self.call("GET", "/v1/app-config")
        return found

    def get_appointment(self, appointment_id: str) -> models.AppointmentOut:
        """Read one session."""
        found: models.AppointmentOut = self.call("GET", f"/v1/appointments/{appointment_id}")
        return found

    def get_brief(self, client_id: str, *, as_of: str | None = None, accept_language: str | None = None) -> models.BriefOut:
        """Read a client's brief as of one of her dates, by default today."""
        found: models.BriefOut = self.call("GET", f"/v1/clients/{client_id}/brief", query={"as_of": as_of}, headers={"accept-language": accept_language})
        return found

    def get_brief_reminder(self) -> models.BriefLeadOut:
        """Read how long before a session I am told that its brief is ready."""
        found: models.BriefLeadOut = self.call("GET", "/v1/me/brief-reminder")
        return found

    def get_check_in_questions(self, *, accept_language: str | None = None) -> models.QuestionsOut:
        """Read the questions of the daily and the weekly check-in."""
        found: models.QuestionsOut = self.call("GET", "/v1/check-in-questions", headers={"accept-language": accept_language})
        return found

    def get_client(self, client_id: str) -> models.ClientOut:
        """Read one client."""
        found: models.ClientOut = self.call("GET", f"/v1/clients/{client_id}")
        return found

    def get_episode(self, episode_id: str) -> models.EpisodeOut:
        """Read one episode of care."""
        found: models.EpisodeOut = self.call("GET", f"/v1/episodes/{episode_id}")
        return found

    def get_exercise(self, slug: str, *, version: str | None = None, accept_language: str | None = None) -> models.ExerciseOut:
        """Read one item, its newest version unless an older one is asked for."""
        found: models.ExerciseOut = self.call("GET", f"/v1/exercises/{slug}", query={"version": version}, headers={"accept-language": accept_language})
        return found

    def get_exercise_picture(self, slug: str, *, version: str | None = None, accept_language: str | None = None) -> str:
        """Read an item's picture: start and end position, with its description inside."""
        found: str = self.call("GET", f"/v1/exercises/{slug}/picture.svg", query={"version": version}, headers={"accept-language": accept_language})
        return found

    def get_export(self, client_id: str, export_id: str) -> models.ExportOut:
        """Read whether a copy that I asked for is ready; `Retry-After` says when to ask again."""
        found: models.ExportOut = self.call("GET", f"/v1/clients/{client_id}/exports/{export_id}")
        return found

    def get_firebase_link(self) -> models.FirebaseLinkOut:
        """Read whether a user of Firebase signs in as me."""
        found: models.FirebaseLinkOut = self.call("GET", "/v1/auth/firebase")
        return found

    def get_goal(self, goal_id: str) -> models.GoalOut:
        """Read one goal of a client."""
        found: models.GoalOut = self.call("GET", f"/v1/goals/{goal_id}")
        return found

    def get_me(self) -> models.MeOut:
        """Read my preferences."""
        found: models.MeOut = self.call("GET", "/v1/me")
        return found

    def get_my_brief(self, reminder_id: str) -> models.ReminderOfBriefOut:
        """Read whose brief a notification is about; it has nothing but the reminder's id."""
        found: models.ReminderOfBriefOut = self.call("GET", f"/v1/me/briefs/{reminder_id}")
        return found

    def get_my_excused(self, excused_id: str) -> models.ExcusedOut:
        """Read one of my excused periods."""
        found: models.ExcusedOut = self.call("GET", f"/v1/me/excused/{excused_id}")
        return found

    def get_my_export(self, export_id: str) -> models.ExportOut:
        """Read whether my copy is ready; `Retry-After` says when to ask again."""
        found: models.ExportOut = self.call("GET", f"/v1/me/exports/{export_id}")
        return found

    def get_my_reminder(self, reminder_id: str) -> models.ReminderOut:
        """Read one reminder of mine: which slot, of which date, a notification that I open is about."""
        found: models.ReminderOut = self.call("GET", f"/v1/me/reminders/{reminder_id}")
        return found

    def get_my_second_factor(self) -> models.SecondFactorOut:
        """Tell which second factors I have, how many recovery codes are left, and if I need one."""
        found: models.SecondFactorOut = self.call("GET", "/v1/me/second-factor")
        return found

    def get_my_trends(self, *, from_: str | None = None, to: str | None = None, accept_language: str | None = None) -> models.MyTrendsOut:
        """Read my own series over a range of local dates, and what they tell in words as of today.
        
        A range that ends before today has no words: theirs would be other days than those it shows."""
        found: models.MyTrendsOut = self.call("GET", "/v1/me/trends", query={"from": from_, "to": to}, headers={"accept-language": accept_language})
        return found

    def get_plan(self, *, accept_language: str | None = None) -> models.PlanOut:
        """Read everything that is prescribed to me."""
        found: models.PlanOut = self.call("GET", "/v1/me/plan", headers={"accept-language": accept_language})
        return found

    def get_practice(self) -> models.PracticeOut:
        """Read what is set for my practice."""
        found: models.PracticeOut = self.call("GET", "/v1/practice")
        return found

    def get_prescription(self, prescription_id: str) -> models.PrescriptionOut:
        """Read one prescription."""
        found: models.PrescriptionOut = self.call("GET", f"/v1/prescriptions/{prescription_id}")
        return found

    def get_therapist(self, therapist_id: str) -> models.TherapistOut:
        """Read one therapist."""
        found: models.TherapistOut = self.call("GET", f"/v1/therapists/{therapist_id}")
        return found

    def get_today(self, *, on: str | None = None, accept_language: str | None = None) -> models.TodayOut:
        """Read my home screen: one call, for today where I am or another date."""
        found: models.TodayOut = self.call("GET", "/v1/me/today", query={"on": on}, headers={"accept-language": accept_language})
        return found

    def get_trends(self, client_id: str, *, from_: str | None = None, to: str | None = None) -> models.TrendsOut:
        """Read a client's series over a range of local dates."""
        found: models.TrendsOut = self.call("GET", f"/v1/clients/{client_id}/trends", query={"from": from_, "to": to})
        return found

    def get_vocabulary(self, *, accept_language: str | None = None) -> models.VocabularyOut:
        """Read all codes with their texts."""
        found: models.VocabularyOut = self.call("GET", "/v1/vocabulary", headers={"accept-language": accept_language})
        return found

    def invite_client(self, client_id: str, *, idempotency_key: str | None = None) -> models.InviteOut:
        """Make a code that signs a phone of this client in; an earlier unused one stops working."""
        found: models.InviteOut = self.call("POST", f"/v1/clients/{client_id}/invites", headers={"Idempotency-Key": idempotency_key})
        return found

    def invite_therapist(self, therapist_id: str, *, idempotency_key: str | None = None) -> models.InviteOut:
        """Make a new invite, or a code with which she sets a new password; the earlier one is void."""
        found: models.InviteOut = self.call("POST", f"/v1/therapists/{therapist_id}/invites", headers={"Idempotency-Key": idempotency_key})
        return found

    def keep_account(self, body: models.KeepAccountIn) -> models.KeptOut:
        """Keep an account whose erasure was asked for; it does not sign in.
        
        A code works once. Who has a password signs in with it afterwards; who has none asks her
        therapist for an invite."""
        found: models.KeptOut = self.call("POST", "/v1/auth/keep-account", body=body)
        return found

    def keep_client(self, client_id: str) -> models.PracticeClientOut:
        """Take back that a client is erased; she signs in again, or is invited. May be said twice."""
        found: models.PracticeClientOut = self.call("POST", f"/v1/clients/{client_id}/keep")
        return found

    def link_firebase(self, body: models.FirebaseLinkIn) -> models.FirebaseLinkOut:
        """Have the user of an ID token of Firebase sign in as me, in place of any other.
        
        A new password ends it."""
        found: models.FirebaseLinkOut = self.call("PUT", "/v1/auth/firebase", body=body)
        return found

    def list_alerts(self, *, status: Literal["open", "acknowledged", "all"] | None = None, client_id: str | None = None, limit: int | None = None, cursor: str | None = None) -> models.AlertPage:
        """List alerts of the clients in my care: by kind, the gravest first, the newest of each."""
        found: models.AlertPage = self.call("GET", "/v1/alerts", query={"status": status, "client_id": client_id, "limit": limit, "cursor": cursor})
        return found

    def list_appointments(self, client_id: str, *, status: Literal["planned", "completed", "cancelled", "missed"] | None = None, order: Literal["earliest", "newest"] | None = None, limit: int | None = None, cursor: str | None = None) -> models.AppointmentPage:
        """List a client's sessions, earliest first unless asked otherwise, each with its ETag."""
        found: models.AppointmentPage = self.call("GET", f"/v1/clients/{client_id}/appointments", query={"status": status, "order": order, "limit": limit, "cursor": cursor})
        return found

    def list_audit_events(self, *, client_id: str | None = None, actor_id: str | None = None, action: str | None = None, limit: int | None = None, cursor: str | None = None, from_: str | None = None, to: str | None = None) -> models.AuditPage:
        """List who did what here, newest first; dates are the practice's. Reading is noted too."""
        found: models.AuditPage = self.call("GET", "/v1/audit", query={"client_id": client_id, "actor_id": actor_id, "action": action, "limit": limit, "cursor": cursor, "from": from_, "to": to})
        return found

    def list_caseload(self, *, sort: Literal["attention", "name", "next_appointment", "adherence", "change", "days_silent"] | None = None, limit: int | None = None, cursor: str | None = None) -> models.CaseloadOut:
        """List the clients in my care, those first who need a look; or by another column."""
        found: models.CaseloadOut = self.call("GET", "/v1/caseload", query={"sort": sort, "limit": limit, "cursor": cursor})
        return found

    def list_check_in_history(self, client_id: str, date: str, *, limit: int | None = None, cursor: str | None = None) -> models.CheckInHistory:
        """List what a client answered for a date: what holds, then what it replaced, newest first."""
        found: models.CheckInHistory = self.call("GET", f"/v1/clients/{client_id}/check-ins/{date}/history", query={"limit": limit, "cursor": cursor})
        return found

    def list_check_ins(self, client_id: str, *, from_: str | None = None, to: str | None = None, limit: int | None = None, cursor: str | None = None) -> models.CheckInPage:
        """List a client's check-ins of a range of dates, oldest first."""
        found: models.CheckInPage = self.call("GET", f"/v1/clients/{client_id}/check-ins", query={"from": from_, "to": to, "limit": limit, "cursor": cursor})
        return found

    def list_clients(self, *, condition: str | None = None, q: str | None = None, limit: int | None = None, cursor: str | None = None) -> models.ClientPage:
        """List the clients in my care by name: all, or those with a condition or with `q` in it."""
        found: models.ClientPage = self.call("GET", "/v1/clients", query={"condition": condition, "q": q, "limit": limit, "cursor": cursor})
        return found

    def list_consents(self, *, accept_language: str | None = None) -> models.ConsentsOut:
        """Read whom I let see what I record, and the text by which I do."""
        found: models.ConsentsOut = self.call("GET", "/v1/me/consents", headers={"accept-language": accept_language})
        return found

    def list_episodes(self, client_id: str, *, limit: int | None = None, cursor: str | None = None) -> models.EpisodePage:
        """List a client's episodes of care, earliest first, each with its ETag."""
        found: models.EpisodePage = self.call("GET", f"/v1/clients/{client_id}/episodes", query={"limit": limit, "cursor": cursor})
        return found

    def list_excused(self, client_id: str, *, limit: int | None = None, cursor: str | None = None) -> models.ExcusedPage:
        """List a client's excused periods, newest first."""
        found: models.ExcusedPage = self.call("GET", f"/v1/clients/{client_id}/excused", query={"limit": limit, "cursor": cursor})
        return found

    def list_exercises(self, *, region: str | None = None, condition: str | None = None, kind: str | None = None, root_cause: str | None = None, factor: str | None = None, equipment: str | None = None, position: str | None = None, level: str | None = None, q: str | None = None, accept_language: str | None = None) -> models.ExerciseList:
        """Search the library; every filter given must match, and every word."""
        found: models.ExerciseList = self.call("GET", "/v1/exercises", query={"region": region, "condition": condition, "kind": kind, "root_cause": root_cause, "factor": factor, "equipment": equipment, "position": position, "level": level, "q": q}, headers={"accept-language": accept_language})
        return found

    def list_exports(self, client_id: str) -> models.ExportsOut:
        """List the copies of a client that I asked for; those of 24 hours ago are gone."""
        found: models.ExportsOut = self.call("GET", f"/v1/clients/{client_id}/exports")
        return found

    def list_goals(self, client_id: str, *, limit: int | None = None, cursor: str | None = None) -> models.GoalPage:
        """List a client's goals, newest first, each with its ETag."""
        found: models.GoalPage = self.call("GET", f"/v1/clients/{client_id}/goals", query={"limit": limit, "cursor": cursor})
        return found

    def list_intakes(self, client_id: str, *, limit: int | None = None, cursor: str | None = None) -> models.IntakePage:
        """List all versions of a client's intake, newest first."""
        found: models.IntakePage = self.call("GET", f"/v1/clients/{client_id}/intakes", query={"limit": limit, "cursor": cursor})
        return found

    def list_logs(self, client_id: str, *, prescription_id: str | None = None, from_: str | None = None, to: str | None = None, limit: int | None = None, cursor: str | None = None) -> models.LogPage:
        """List what became of a client's slots on a range of dates, newest first."""
        found: models.LogPage = self.call("GET", f"/v1/clients/{client_id}/logs", query={"prescription_id": prescription_id, "from": from_, "to": to, "limit": limit, "cursor": cursor})
        return found

    def list_my_access_log(self, *, limit: int | None = None, cursor: str | None = None) -> models.AccessPage:
        """List who else looked at my data or changed it, and who signed in as me, newest first."""
        found: models.AccessPage = self.call("GET", "/v1/me/access-log", query={"limit": limit, "cursor": cursor})
        return found

    def list_my_appointments(self, *, limit: int | None = None, cursor: str | None = None) -> models.MyAppointmentPage:
        """List my sessions, newest first, each with what I said of it."""
        found: models.MyAppointmentPage = self.call("GET", "/v1/me/appointments", query={"limit": limit, "cursor": cursor})
        return found

    def list_my_briefs(self, *, limit: int | None = None, cursor: str | None = None) -> models.BriefReminderPage:
        """List my reminders of briefs, the latest due first.
        
        Those of sessions within the coming 25 hours, and all before: no more can be due by then."""
        found: models.BriefReminderPage = self.call("GET", "/v1/me/briefs", query={"limit": limit, "cursor": cursor})
        return found

    def list_my_check_in_history(self, date: str, *, limit: int | None = None, cursor: str | None = None) -> models.CheckInHistory:
        """List what I answered for a date: what holds, then what it replaced, newest first."""
        found: models.CheckInHistory = self.call("GET", f"/v1/me/check-ins/{date}/history", query={"limit": limit, "cursor": cursor})
        return found

    def list_my_check_ins(self, *, from_: str | None = None, to: str | None = None, limit: int | None = None, cursor: str | None = None) -> models.CheckInPage:
        """List my check-ins of a range of dates, oldest first."""
        found: models.CheckInPage = self.call("GET", "/v1/me/check-ins", query={"from": from_, "to": to, "limit": limit, "cursor": cursor})
        return found

    def list_my_excused(self, *, limit: int | None = None, cursor: str | None = None) -> models.ExcusedPage:
        """List my excused periods, newest first."""
        found: models.ExcusedPage = self.call("GET", "/v1/me/excused", query={"limit": limit, "cursor": cursor})
        return found

    def list_my_exports(self) -> models.ExportsOut:
        """List the copies that I asked for, the newest first; those of 24 hours ago are gone."""
        found: models.ExportsOut = self.call("GET", "/v1/me/exports")
        return found

    def list_my_goals(self, *, limit: int | None = None, cursor: str | None = None) -> models.GoalPage:
        """List my goals, newest first."""
        found: models.GoalPage = self.call("GET", "/v1/me/goals", query={"limit": limit, "cursor": cursor})
        return found

    def list_my_logs(self, *, from_: str | None = None, to: str | None = None, limit: int | None = None, cursor: str | None = None) -> models.LogPage:
        """List what became of my slots on a range of dates, newest first."""
        found: models.LogPage = self.call("GET", "/v1/me/logs", query={"from": from_, "to": to, "limit": limit, "cursor": cursor})
        return found

    def list_my_passkeys(self) -> models.PasskeysOut:
        """List my passkeys, the oldest first: ten at most."""
        found: models.PasskeysOut = self.call("GET", "/v1/me/passkeys")
        return found

    def list_my_sign_ins(self, *, limit: int | None = None, cursor: str | None = None) -> models.MySignInsPage:
        """List where I am signed in, the newest first."""
        found: models.MySignInsPage = self.call("GET", "/v1/me/sign-ins", query={"limit": limit, "cursor": cursor})
        return found

    def list_my_weekly_check_ins(self, *, from_: str | None = None, to: str | None = None, limit: int | None = None, cursor: str | None = None) -> models.WeeklyCheckInPage:
        """List my weekly check-ins whose Monday lies in a range of dates, oldest first."""
        found: models.WeeklyCheckInPage = self.call("GET", "/v1/me/weekly-check-ins", query={"from": from_, "to": to, "limit": limit, "cursor": cursor})
        return found

    def list_practice_clients(self, *, state: Literal["active", "discharged", "erasing", "all"] | None = None, q: str | None = None, limit: int | None = None, cursor: str | None = None) -> models.PracticeClientPage:
        """List the clients of the practice by name, with who cares for them."""
        found: models.PracticeClientPage = self.call("GET", "/v1/practice/clients", query={"state": state, "q": q, "limit": limit, "cursor": cursor})
        return found

    def list_prescription_versions(self, prescription_id: str, *, limit: int | None = None, cursor: str | None = None, accept_language: str | None = None) -> models.VersionPage:
        """List all versions of a prescription, newest first, each with what changed."""
        found: models.VersionPage = self.call("GET", f"/v1/prescriptions/{prescription_id}/versions", query={"limit": limit, "cursor": cursor}, headers={"accept-language": accept_language})
        return found

    def list_prescriptions(self, client_id: str, *, state: Literal["current", "stopped", "all"] | None = None, limit: int | None = None, cursor: str | None = None) -> models.PrescriptionPage:
        """List a client's prescriptions, oldest first, each with its ETag."""
        found: models.PrescriptionPage = self.call("GET", f"/v1/clients/{client_id}/prescriptions", query={"state": state, "limit": limit, "cursor": cursor})
        return found

    def list_reminders(self, client_id: str, *, prescription_id: str | None = None, from_: str | None = None, to: str | None = None) -> models.LedgerOut:
        """List what became of a client's reminders, slots without one too, by when they were due.
        
        At most 92 dates, from 92 days ago to 7 ahead; the last 7 and all that is planned unless asked."""
        found: models.LedgerOut = self.call("GET", f"/v1/clients/{client_id}/reminders", query={"prescription_id": prescription_id, "from": from_, "to": to})
        return found

    def list_safety_events(self, client_id: str, *, limit: int | None = None, cursor: str | None = None) -> models.SafetyEventPage:
        """List a client's red flags and exercise stops, the newest first."""
        found: models.SafetyEventPage = self.call("GET", f"/v1/clients/{client_id}/safety-events", query={"limit": limit, "cursor": cursor})
        return found

    def list_therapists(self, *, limit: int | None = None, cursor: str | None = None) -> models.TherapistPage:
        """List everyone who works or worked here, by name."""
        found: models.TherapistPage = self.call("GET", "/v1/therapists", query={"limit": limit, "cursor": cursor})
        return found

    def list_upcoming_reminders(self, *, hours: int | None = None) -> models.UpcomingOut:
        """List my reminders of the next hours with their state, so that the phone can set its own."""
        found: models.UpcomingOut = self.call("GET", "/v1/me/reminders/upcoming", query={"hours": hours})
        return found

    def list_weekly_check_ins(self, client_id: str, *, from_: str | None = None, to: str | None = None, limit: int | None = None, cursor: str | None = None) -> models.WeeklyCheckInPage:
        """List a client's weekly check-ins whose Monday lies in a range of dates, oldest first."""
        found: models.WeeklyCheckInPage = self.call("GET", f"/v1/clients/{client_id}/weekly-check-ins", query={"from": from_, "to": to, "limit": limit, "cursor": cursor})
        return found

    def pause_prescription(self, prescription_id: str, body: models.PauseIn | None = None) -> models.PrescriptionOut:
        """Pause from now on: nothing is due and nothing is reminded until it goes on.
        
        Said again, the last word on when it ends counts. A stop for safety ends by resume alone."""
        found: models.PrescriptionOut = self.call("POST", f"/v1/prescriptions/{prescription_id}/pause", body=body)
        return found

    def prescribe(self, client_id: str, body: models.PrescriptionIn, *, idempotency_key: str | None = None) -> models.PrescriptionOut:
        """Prescribe a library item, pinned at its present version.
        
        What is contraindicated for the client is refused unless a clearance gives the reason."""
        found: models.PrescriptionOut = self.call("POST", f"/v1/clients/{client_id}/prescriptions", headers={"Idempotency-Key": idempotency_key}, body=body)
        return found

    def put_check_in(self, date: str, body: models.CheckInIn, *, accept_language: str | None = None) -> models.StoredCheckIn:
        """Store a date's check-in. Send it again as often as the network needs: it converges.
        
        A red flag pauses the plan until the therapist resumes it, even if it is taken back, and even
        if the rest of the body is refused."""
        found: models.StoredCheckIn = self.call("PUT", f"/v1/me/check-ins/{date}", headers={"accept-language": accept_language}, body=body)
        return found

    def put_feedback(self, appointment_id: str, body: models.FeedbackIn) -> models.StoredFeedback:
        """Store how a session felt and how sore I was. Replays and reorderings converge."""
        found: models.StoredFeedback = self.call("PUT", f"/v1/me/appointments/{appointment_id}/feedback", body=body)
        return found

    def put_log(self, log_id: str, body: models.LogIn, *, accept_language: str | None = None) -> models.StoredLog:
        """Store what became of a slot. Replays and reorderings converge; the newest record counts.
        
        What meets a stop rule pauses the item until the therapist resumes it, even if it was undone,
        and a stop sign even if the rest of the body is refused."""
        found: models.StoredLog = self.call("PUT", f"/v1/me/logs/{log_id}", headers={"accept-language": accept_language}, body=body)
        return found

    def put_receipt(self, reminder_id: str, body: models.ReceiptIn) -> models.ReceiptOut:
        """Say what became of a push on this phone. Of each instant the earliest report holds."""
        found: models.ReceiptOut = self.call("PUT", f"/v1/me/reminders/{reminder_id}/receipt", body=body)
        return found

    def put_weekly_check_in(self, monday: str, body: models.WeeklyCheckInIn) -> models.StoredWeeklyCheckIn:
        """Store a week's check-in. Send it again as often as the network needs: it converges."""
        found: models.StoredWeeklyCheckIn = self.call("PUT", f"/v1/me/weekly-check-ins/{monday}", body=body)
        return found

    def reactivate_therapist(self, therapist_id: str) -> models.TherapistOut:
        """Let a therapist sign in again, with the rights and the password she had."""
        found: models.TherapistOut = self.call("POST", f"/v1/therapists/{therapist_id}/reactivate")
        return found

    def read_brief(self, client_id: str, body: models.BriefReadIn | None = None, *, accept_language: str | None = None, idempotency_key: str | None = None) -> models.BriefReadOut:
        """Say that I have read a client's brief: it is kept as it stands now, and she is told."""
        found: models.BriefReadOut = self.call("POST", f"/v1/clients/{client_id}/brief/read", headers={"accept-language": accept_language, "Idempotency-Key": idempotency_key}, body=body)
        return found

    def readmit_client(self, client_id: str, body: models.ReadmitIn | None = None) -> models.PracticeClientOut:
        """Take a discharged client back; her prescriptions stay paused until they are resumed."""
        found: models.PracticeClientOut = self.call("POST", f"/v1/clients/{client_id}/readmit", body=body)
        return found

    def reassign_client(self, client_id: str, body: models.ReassignIn) -> models.PracticeClientOut:
        """Put a client into one therapist's care; whoever cared for her before sees her no longer."""
        found: models.PracticeClientOut = self.call("POST", f"/v1/clients/{client_id}/reassign", body=body)
        return found

    def redeem_invite(self, body: models.RedeemInviteIn, *, idempotency_key: str | None = None) -> models.RedeemedOut:
        """Turn an invite into a signed-in phone: its owner's first, or a new one.
        
        Three tries with an e-mail that cannot be had revoke the invite.
        If the answer was lost, the same request with the same Idempotency-Key gets it for 10 minutes,
        as long as that sign-in has not ended; without the key the code is used up.
        Who has a second factor gets a challenge once her password was right, and the invite is unspent."""
        found: models.RedeemedOut = self.call("POST", "/v1/auth/redeem-invite", headers={"Idempotency-Key": idempotency_key}, body=body)
        return found

    def refresh_sign_in(self, body: models.RefreshIn) -> models.TokensOut:
        """Exchange a refresh token for new tokens.
        
        The old one stays good until its successor is first used, and 60 s beyond, since an answer may
        be lost on the way. Of several successors the one that is used first goes on: the others are
        good for 60 s more. What is used later than that ends the whole sign-in."""
        found: models.TokensOut = self.call("POST", "/v1/auth/refresh", body=body)
        return found

    def register_device(self, installation_id: str, body: models.DeviceIn) -> models.DeviceOut:
        """Register this phone as mine, or refresh it. My zone follows it, unless I pinned mine.
        
        While someone else is signed in on it, there is none for me."""
        found: models.DeviceOut = self.call("PUT", f"/v1/me/devices/{installation_id}", body=body)
        return found

    def remove_device(self, installation_id: str) -> models.Removed:
        """Stop pushes to this phone."""
        found: models.Removed = self.call("DELETE", f"/v1/me/devices/{installation_id}")
        return found

    def remove_passkey(self, passkey_id: str, body: models.ProvenIn) -> None:
        """Remove a passkey of mine: it signs nobody in any more. Sign-ins that it began go on."""
        self.call("POST", f"/v1/me/passkeys/{passkey_id}/remove", body=body)

    def remove_second_factor(self, body: models.ProvenIn) -> None:
        """Sign in without the app again: by the password alone, unless there are passkeys.
        
        A recovery code will do where the app is lost."""
        self.call("POST", "/v1/me/second-factor/remove", body=body)

    def renew_recovery_codes(self, body: models.ProvenIn) -> models.RecoveryCodesOut:
        """Make new recovery codes; the earlier ones work no more."""
        found: models.RecoveryCodesOut = self.call("POST", "/v1/me/second-factor/recovery-codes", body=body)
        return found

    def reset_password(self, body: models.ResetPasswordIn) -> models.TokensOut:
        """Set a new password with a code from the therapist or operator; all phones are signed out.
        
        An admin's code sets no other therapist's password while clients are in her care.
        Who has a second factor gets a challenge in place of tokens, once the password is set."""
        found: models.TokensOut = self.call("POST", "/v1/auth/reset-password", body=body)
        return found

    def resume_prescription(self, prescription_id: str, body: models.ResumeIn | None = None) -> models.PrescriptionOut:
        """End every pause now. After a safety stop it needs a note.
        
        Of an item that was stopped within 24 hours it takes the stop back: what was paused before, and
        not for safety, stays paused. What the client disclosed since has to be cleared first, by an
        edit."""
        found: models.PrescriptionOut = self.call("POST", f"/v1/prescriptions/{prescription_id}/resume", body=body)
        return found

    def send_test_push(self, installation_id: str, *, idempotency_key: str | None = None) -> models.TestPushOut:
        """Have the worker push once to this phone, through everything a reminder goes through."""
        found: models.TestPushOut = self.call("POST", f"/v1/me/devices/{installation_id}/test-push", headers={"Idempotency-Key": idempotency_key})
        return found

    def sign_in(self, body: models.SignInIn) -> models.TokensOut:
        """Sign in with e-mail and password; 409 if this account is to be erased, until it is kept.
        
        For whoever has a second factor it is the first step: `second_factor_required` brings a
        `challenge` for the second one, which is good for 10 minutes."""
        found: models.TokensOut = self.call("POST", "/v1/auth/sign-in", body=body)
        return found

    def sign_in_with_firebase(self, body: models.FirebaseSignInIn) -> models.TokensOut:
        """Sign in with an ID token of Firebase, whose user is linked to an account.
        
        Who has a second factor gets a challenge in place of tokens."""
        found: models.TokensOut = self.call("POST", "/v1/auth/firebase", body=body)
        return found

    def sign_in_with_passkey(self, body: models.AssertionIn) -> models.TokensOut:
        """Sign in with a passkey alone: it is what she has, and her device has seen that it is her."""
        found: models.TokensOut = self.call("POST", "/v1/auth/passkey", body=body)
        return found

    def sign_in_with_second_factor(self, body: models.SecondStepIn) -> models.TokensOut:
        """Sign in with a challenge and a code of the second factor, or a recovery code.
        
        A code works once. After five wrong ones in a row those of the app are held back for a minute,
        then for longer each time; recovery codes never are."""
        found: models.TokensOut = self.call("POST", "/v1/auth/second-factor", body=body)
        return found

    def sign_out(self) -> models.SignedOut:
        """End this sign-in: its tokens die and its phone gets no more pushes."""
        found: models.SignedOut = self.call("POST", "/v1/auth/sign-out")
        return found

    def snooze_reminder(self, reminder_id: str, body: models.SnoozeIn, *, idempotency_key: str | None = None) -> models.ReminderOut:
        """Have one more reminder of the same. Asked again it is the one that there is already."""
        found: models.ReminderOut = self.call("POST", f"/v1/me/reminders/{reminder_id}/snooze", headers={"Idempotency-Key": idempotency_key}, body=body)
        return found

    def stop_prescription(self, prescription_id: str, body: models.StopIn | None = None) -> models.PrescriptionOut:
        """Stop: what was due before stays due, what was logged stays logged.
        
        By mistake? `resume` takes it back within 24 hours; after that it is for good."""
        found: models.PrescriptionOut = self.call("POST", f"/v1/prescriptions/{prescription_id}/stop", body=body)
        return found

    def sync(self, body: models.SyncIn, *, accept_language: str | None = None) -> models.SyncOut:
        """Hand in what my phone recorded, and get all that it does not have yet.
        
        Send the same again as often as the network needs: it converges."""
        found: models.SyncOut = self.call("POST", "/v1/me/sync", headers={"accept-language": accept_language}, body=body)
        return found

    def undo_check_in(self, date: str, *, recorded_at: str, sent_at: str | None = None) -> models.CheckInTakenBack:
        """Take a date's check-in back, even one that has not arrived yet; a later one counts again.
        
        What its red flag paused stays paused."""
        found: models.CheckInTakenBack = self.call("DELETE", f"/v1/me/check-ins/{date}", query={"recorded_at": recorded_at, "sent_at": sent_at})
        return found

    def undo_log(self, log_id: str, *, recorded_at: str, sent_at: str | None = None) -> models.UndoOut:
        """Undo a log, even one that has not arrived yet; a log recorded later counts again."""
        found: models.UndoOut = self.call("DELETE", f"/v1/me/logs/{log_id}", query={"recorded_at": recorded_at, "sent_at": sent_at})
        return found

    def undo_weekly_check_in(self, monday: str, *, recorded_at: str, sent_at: str | None = None) -> models.WeekTakenBack:
        """Take a week's check-in back, even one that has not arrived yet; a later one counts again."""
        found: models.WeekTakenBack = self.call("DELETE", f"/v1/me/weekly-check-ins/{monday}", query={"recorded_at": recorded_at, "sent_at": sent_at})
        return found

    def unlink_firebase(self) -> None:
        """Have no user of Firebase sign in as me any longer; who is signed in stays so."""
        self.call("DELETE", "/v1/auth/firebase")
