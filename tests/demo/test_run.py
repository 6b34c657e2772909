"""The real command, as a person runs it: seeds, serves, pushes, ends on Ctrl-C."""

import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx2
import psutil
import pytest

from tests.demo.readers import TODAY as ENDED_ON
from tests.processes import BIN, ROOT, answers, environment, free_port
from tests.waiting import WITHIN_S, eventually

pytestmark = pytest.mark.story
# Ten times what it takes on a machine of two slow cores.
SEEDING_S = 900.0
BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True)
class Demo:
    """One run of `carryover demo` and what it has said so far."""

    process: subprocess.Popen[bytes]
    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        return (self.folder / f"{self.port}.out").read_text()

    @property
    def told(self) -> str:
        return (self.folder / f"{self.port}.err").read_text()

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=WITHIN_S)

    def is_ready(self) -> bool:
        return answers(f"{self.url}/readyz", self.process)

    def is_all_told(self) -> bool:
        assert self.process.poll() is None, "it has ended"
        return "All 6 stories told." in self.told


@contextmanager
def demo(folder: Path, port: int | None = None) -> Iterator[Demo]:
    port = port or free_port()
    env = environment(f"sqlite:///{folder / 'demo.db'}")
    command = [str(BIN / "carryover"), "demo", "--port", str(port)]
    with (folder / f"{port}.out").open("wb") as out, (folder / f"{port}.err").open("wb") as err:
        process = subprocess.Popen(command, env=env, stdout=out, stderr=err, cwd=ROOT)
    try:
        yield Demo(process, folder, port)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(timeout=WITHIN_S)


def files(folder: Path) -> set[str]:
    return {each.name for each in folder.glob("demo*")}


def test_the_demo_from_an_old_seeding_to_ctrl_c_and_once_more(seeded: Path, tmp_path: Path) -> None:
    started_on = today()
    shutil.copyfile(seeded, tmp_path / "demo.db")
    with demo(tmp_path) as first:
        eventually(first.is_ready, "the first demo to be seeded", SEEDING_S)
        assert "moved aside" in first.told
        the_first_story_is_there(first)
        eventually(first.is_all_told, "the other stories to be told", SEEDING_S)
        each_story_has_a_line(first)
        assert re.search(r"Seeded in \d+ s\.", first.told)
        assert first.url + "/docs" in first.said
        what_is_printed_first_are_the_pages(first)
        the_printed_sign_ins_work(first)
        a_test_push_is_printed(first)
        if shutil.which("curl"):
            the_printed_commands_run_as_they_are(first)
        a_second_demo_is_refused_in_one_line(first)
        assert first.interrupt() == 0
        assert "Traceback" not in first.told
    assert files(tmp_path) == {"demo.db", f"demo-{ENDED_ON}.db", "demo.db.lock"}
    with demo(tmp_path) as second:
        eventually(second.is_ready, "the second demo to be ready", SEEDING_S)
        assert "Seeded already today." in second.told or today() != started_on
        assert second.interrupt() == 0


def the_first_story_is_there(run: Demo) -> None:
    """What is printed leads to the first story, whatever of the others is told by now."""
    admin, _, client = [signed_in(run, *each) for each in sign_ins(run)]
    listed = httpx2.get(f"{run.url}/v1/clients", headers=admin, timeout=WITHIN_S).json()
    assert "Marta Lindner" in {each["name"] for each in listed["items"]}
    screen = httpx2.get(f"{run.url}/v1/me/today", headers=client, timeout=WITHIN_S).json()
    assert screen["items"]


def each_story_has_a_line(run: Demo) -> None:
    lines = re.findall(r"^  (\d) of 6 stories told: (.+)\.$", run.told, re.MULTILINE)
    others = ["Jörg Albrecht", "Aylin Demir", "Peter Novak", "Lucía Fernández", "Samir Haddad"]
    assert lines == [(str(number), name) for number, name in enumerate(others, start=2)]


def today() -> date:
    return datetime.now(BERLIN).date()


def sign_ins(run: Demo) -> list[tuple[str, str]]:
    """Return the e-mails and passwords that were printed: admin, second therapist, client."""
    line = re.compile(r"^ +(?:therapist, admin|therapist|client) +(\S+@\S+) +(\S+)$", re.MULTILINE)
    return line.findall(run.said)


def signed_in(run: Demo, email: str, password: str) -> dict[str, str]:
    body = {"email": email, "password": password}
    answer = httpx2.post(f"{run.url}/v1/auth/sign-in", json=body, timeout=WITHIN_S)
    assert answer.status_code == 200
    return {"authorization": f"Bearer {answer.json()['access_token']}"}


def what_is_printed_first_are_the_pages(run: Demo) -> None:
    address = re.search(r"http://\S+", run.said)
    assert address
    assert address.group() == run.url + "/"
    with httpx2.Client(base_url=run.url, timeout=WITHIN_S, follow_redirects=True) as browser:
        assert 'type="password"' in browser.get("/").text
        email, password = sign_ins(run)[0]
        shown = browser.post("/sign-in", data={"email": email, "password": password})
        assert "Marta Lindner" in shown.text


def the_printed_sign_ins_work(run: Demo) -> None:
    (admin, colleague, client) = [signed_in(run, *each) for each in sign_ins(run)]
    for headers, clients in ((admin, 4), (colleague, 2)):
        listed = httpx2.get(f"{run.url}/v1/clients", headers=headers, timeout=WITHIN_S).json()
        assert len(listed["items"]) == clients
    screen = httpx2.get(f"{run.url}/v1/me/today", headers=client, timeout=WITHIN_S).json()
    assert screen["items"]


def a_test_push_is_printed(run: Demo) -> None:
    headers = signed_in(run, *sign_ins(run)[2])
    path = re.search(r"/v1/me/devices/\S+/test-push", run.said)
    assert path
    sent = httpx2.post(run.url + path.group(), headers=headers, timeout=WITHIN_S)
    assert sent.status_code == 201
    eventually(lambda: sent.json()["reminder_id"] in run.said, "the test push to be printed")


def a_second_demo_is_refused_in_one_line(run: Demo) -> None:
    for port, why in ((run.port, "Cannot listen on"), (None, "Another demo is running")):
        elsewhere = run.folder if port is None else run.folder / "elsewhere"
        elsewhere.mkdir(exist_ok=True)
        with demo(elsewhere, port) as refused:
            assert refused.process.wait(timeout=WITHIN_S) == 1
            assert refused.told.startswith(why)
            assert refused.told.count("\n") == 1
            assert not refused.said


def the_printed_commands_run_as_they_are(run: Demo) -> None:
    commands = re.findall(r"^    ((?:\w+=|curl).+)$", run.said, re.MULTILINE)
    assert len(commands) == 11
    script = "\n".join(["set -eo pipefail", *commands])
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, timeout=WITHIN_S, check=False
    )
    assert done.returncode == 0, done.stderr
    fields = ("most_skipped", "pain_average", "red_flag", "streak", "scheduled", "grouped")
    fields += ("reminders_ignored", "backing_off", "baseline", "questions")
    for seen in ("Marta Lindner", *(f'"{field}"' for field in fields)):
        assert seen in done.stdout
    assert '"retryable"' not in done.stdout, "a problem"


def test_ctrl_c_while_seeding_leaves_nothing_half_done(tmp_path: Path) -> None:
    with demo(tmp_path) as run:
        eventually(lambda: "Marta" in run.told, "the seeding to come to Marta")
        assert "demo.db" not in files(tmp_path)
        assert run.interrupt() != 0
        assert "Traceback" not in run.told
    assert files(tmp_path) == {"demo.db.lock"}


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_a_demo_ended_before_all_is_told_is_begun_anew(tmp_path: Path, end: signal.Signals) -> None:
    with demo(tmp_path) as first:
        eventually(first.is_ready, "the first story to be told", SEEDING_S)
        (teller,) = eventually(lambda: tellers(first), "the process that tells the others")
        first.process.send_signal(end)
        first.process.wait(timeout=WITHIN_S)
        eventually(lambda: not teller.is_running(), "the process that tells to end as well")
        assert "All 6 stories told." not in first.told
        assert "Traceback" not in first.told
    with demo(tmp_path) as second:
        eventually(second.is_ready, "the first story to be told again", SEEDING_S)
        assert "Not all its stories were told: moved aside" in second.told
        the_first_story_is_there(second)
        assert second.interrupt() == 0
        assert "Traceback" not in second.told
    assert files(tmp_path) == {"demo.db", f"demo-{today()}.db", "demo.db.lock"}


def tellers(run: Demo) -> list[psutil.Process]:
    children = psutil.Process(run.process.pid).children()
    return [each for each in children if "spawn_main" in " ".join(each.cmdline())]
