"""The main job, end to end: real processes, real databases, HTTP alone, a day of virtual time."""

import json
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from tests.processes import BIN, carryover, environment, fcm, running, serving
from tests.story.people import Person
from tests.waiting import WITHIN_S, eventually

pytestmark = pytest.mark.story
KOLKATA = ZoneInfo("Asia/Kolkata")
PASSWORD = "plenty of quiet mornings"
SPREAD_S = 2
# None of the slots is so near to another, and no wait is so long.
SOON = timedelta(minutes=30)
# What a lock screen must never show of this story.
SECRETS = ("ana", "rao", "praxis", "ben", "trapezius", "calf", "stretch", "neck", "pain", "break")


@dataclass
class Clockwork:
    """The clock of all processes: real time, shifted by the seconds in a file."""

    file: Path

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self.file.read_text()))

    def jump_to(self, at: datetime) -> None:
        assert at > self.now() or not float(self.file.read_text()), "time only goes forward"
        draft = self.file.with_suffix(".draft")
        draft.write_text(str((at - datetime.now(UTC)).total_seconds()))
        # In one step that no reader sees half of.
        draft.replace(self.file)


@dataclass
class Accepted:
    """What the FCM stand-in accepted, read from its own log."""

    file: Path

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.file.read_text().splitlines()]

    def times(self) -> list[datetime]:
        return [datetime.fromisoformat(entry["at"]) for entry in self.all()]


@pytest.fixture
def clockwork(tmp_path: Path) -> Clockwork:
    (tmp_path / "clock").write_text("0")
    return Clockwork(tmp_path / "clock")


@pytest.fixture
def house(
    database_url: str, tmp_path: Path, clockwork: Clockwork
) -> Iterator[tuple[str, Accepted, dict[str, str]]]:
    """API, worker and FCM, each a process; the database is migrated by the product itself."""
    with fcm(tmp_path, clockwork.file) as (endpoint, accepted):
        env = environment(
            database_url,
            PUSH_TRANSPORT="fcm",
            FCM_ENDPOINT=endpoint,
            REMINDER_SPREAD_S=str(SPREAD_S),
            CLOCK_FILE=str(clockwork.file),
        )
        carryover("migrate", env=env)
        with (
            serving(env, tmp_path / "api.log") as (url, _),
            running(BIN / "carryover", "worker", env=env, log=tmp_path / "worker.log") as worker,
        ):
            yield url, Accepted(accepted), env
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(timeout=WITHIN_S) == 0


def tomorrow() -> date:
    return datetime.now(KOLKATA).date() + timedelta(days=1)


def at(on: date, wall: str) -> datetime:
    return datetime.combine(on, time.fromisoformat(wall), KOLKATA).astimezone(UTC)


def welcome(ben: Person, ana: Person, env: dict[str, str]) -> str:
    """Open the practice, sign Ben in, add and invite Ana; she redeems and registers her phone."""
    made = carryover(
        *("create-practice", "--name", "Praxis Ben", "--email", "ben@example.org"),
        *("--timezone", "Europe/Berlin", "--password-stdin"),
        env=env,
        stdin=PASSWORD + "\n",
    )
    assert json.loads(made).keys() == {"practice_id", "therapist_id", "email"}
    ben.take_tokens("/v1/auth/sign-in", {"email": "ben@example.org", "password": PASSWORD})
    client = ben.call("POST", "/v1/clients", {"name": "Ana Rao", "timezone": "Asia/Kolkata"})
    invite = ben.call("POST", f"/v1/clients/{client['id']}/invites")
    ana.take_tokens("/v1/auth/redeem-invite", {"code": invite["code"], "timezone": "Asia/Kolkata"})
    device = {"platform": "android", "target": {"kind": "token", "value": "anas-phone"}}
    ana.call("PUT", f"/v1/me/devices/{uuid4()}", device)
    return str(client["id"])


def prescribe(ben: Person, client_id: str, exercise: str, *times: str, **dose: int) -> str:
    body = {"exercise": exercise, "schedule": {"times": list(times)}, "dose": dose}
    made = ben.call("POST", f"/v1/clients/{client_id}/prescriptions", body)
    return str(made["id"])


def test_the_story_from_create_practice_to_trends(
    house: tuple[str, Accepted, dict[str, str]], clockwork: Clockwork
) -> None:
    url, accepted, env = house
    on = tomorrow()
    clockwork.jump_to(at(on, "08:30"))
    with Person(url) as ben, Person(url) as ana:
        client_id = welcome(ben, ana, env)
        live_the_day(on, ben, ana, client_id, accepted, clockwork)


def live_the_day(
    on: date, ben: Person, ana: Person, client_id: str, accepted: Accepted, clockwork: Clockwork
) -> None:
    day = on.isoformat()
    neck = prescribe(ben, client_id, "upper-trap-stretch", "09:00", "15:00")
    calf = prescribe(ben, client_id, "calf-stretch", "11:30", sets=3)
    habit = prescribe(ben, client_id, "microbreak", "10:15")
    assert_home_screen(ana.get("/v1/me/today"), day)
    due = [at(on, "09:00"), at(on, "10:15"), at(on, "15:00")]

    wait_for_push(accepted, clockwork, due[0], 1)
    ana.refresh()
    ana.log(neck, day, "09:00", clockwork.now(), outcome="done", pain_before=6, pain_after=4)

    wait_for_push(accepted, clockwork, due[1], 2)
    ana.refresh()
    ana.log(habit, day, "day", clockwork.now(), outcome="done")

    clockwork.jump_to(at(on, "11:20"))
    ana.refresh()
    ana.log(calf, day, "11:30", clockwork.now(), outcome="partial", sets_done=1)
    clockwork.jump_to(at(on, "11:31"))

    wait_for_push(accepted, clockwork, due[2], 3)
    ana.refresh()
    ana.log(neck, day, "15:00", clockwork.now(), outcome="skipped", reason="no_time")
    check_in = {"id": str(uuid4()), "pain_average": 5, "sleep_quality": 6, "stress": 3}
    check_in["recorded_at"] = clockwork.now().isoformat()
    ana.call("PUT", f"/v1/me/check-ins/{day}", check_in)

    ben.refresh()
    assert_the_stub_saw_one_push_per_due_slot(accepted, due)
    assert_ben_reads_honest_figures(ben, client_id, day, {neck, calf, habit})


def assert_home_screen(home: dict[str, Any], day: str) -> None:
    stretches = {item["exercise"]["slug"] for item in home["items"]}
    assert stretches == {"upper-trap-stretch", "calf-stretch"}
    assert [each["exercise"]["slug"] for each in home["habits"]] == ["microbreak"]
    assert home["on"] == day


def wait_for_push(accepted: Accepted, clockwork: Clockwork, due: datetime, count: int) -> None:
    """Stand just before a slot until its push comes; what comes early is told by its time."""
    assert len(accepted.all()) == count - 1
    clockwork.jump_to(due - timedelta(seconds=3))
    eventually(lambda: len(accepted.all()) == count, f"push number {count}")


def assert_the_stub_saw_one_push_per_due_slot(accepted: Accepted, due: list[datetime]) -> None:
    """Nothing early, nothing twice, none for the logged 11:30, and no word about health."""
    entries = accepted.all()
    late = [seen - planned for seen, planned in zip(accepted.times(), due, strict=True)]
    assert all(timedelta(0) <= each < SOON for each in late), late
    assert len({entry["message"]["data"]["reminder_id"] for entry in entries}) == len(due)
    assert {entry["value"] for entry in entries} == {"anas-phone"}
    for entry in entries:
        message = json.dumps({k: v for k, v in entry["message"].items() if k != "token"}).lower()
        assert not [word for word in SECRETS if word in message], message


def assert_ben_reads_honest_figures(
    ben: Person, client_id: str, day: str, prescriptions: set[str]
) -> None:
    """Done 1 + partial 1 of 3 sets + skipped 0, of 3 due; the habit stays apart; gaps are null."""
    path = f"/v1/clients/{client_id}"
    adherence = ben.get(f"{path}/adherence", params={"from": day, "to": day})
    assert adherence["overall"]["due"] == 3
    assert adherence["overall"]["credit"] == 1.3
    assert adherence["overall"]["percent"] == 44.4
    items = {item["prescription_id"]: item for item in adherence["items"]}
    assert items.keys() == prescriptions
    assert sum(item["reasons"].get("no_time", 0) for item in items.values()) == 1

    before = (date.fromisoformat(day) - timedelta(days=2)).isoformat()
    trends = ben.get(f"{path}/trends", params={"from": before, "to": day})
    assert trends["pain_average"] == [None, None, 5]
    assert trends["sleep_quality"] == [None, None, 6]
    assert trends["stress"] == [None, None, 3]
    assert trends["logged"] == 1
