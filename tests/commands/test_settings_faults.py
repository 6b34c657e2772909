"""What an operator is told of settings, secrets, ports and credentials: one line, exit code 1."""

import json
import socket
import sys
from pathlib import Path

import pytest

from api.platform.vapid import public_key_of
from push.start import CannotPush, open_transport
from tests.commands.acting import PRACTICE, ended, only_line, powerless, told_by
from tests.databases import settings_for, sqlite_clone
from tests.processes import BIN, environment

# The product with its secrets elsewhere than in /run/secrets.
ELSEWHERE = """
import sys
from api.platform.settings import Settings
Settings.model_config["secrets_dir"] = sys.argv.pop(1)
from carryover import app
app()
"""


@pytest.fixture
def url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated file, so that nothing else is wrong."""
    return sqlite_clone(sqlite_template, tmp_path)


def test_every_setting_that_is_wrong_is_named_once(url: str) -> None:
    wrong = {"ENVIRONMENT": "prod", "SECRET_KEY": "short-and-secret", "PUSH_CONNECTIONS": "0"}
    wrong |= {"WORKER_METRICS_PORT": "many", "FCM_ENDPOINT": "http://far.example.org"}
    env = environment(f"my{url}", **wrong)
    line = told_by("serve", env=env, secret="short-and-secret")
    for name in (*wrong, "DATABASE_URL"):
        assert line.count(f"CARRYOVER_{name}: ") == 1, name


def test_an_emulator_of_firebase_is_refused_in_production(url: str) -> None:
    emulator = {"FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1:9099"}
    env = environment(url, ENVIRONMENT="production") | emulator
    line = told_by("serve", env=env)
    assert line.startswith("FIREBASE_AUTH_EMULATOR_HOST: unset it: an emulator accepts forged")
    assert ended(BIN / "carryover", "migrate", env=environment(url) | emulator).returncode == 0


def test_googles_keys_come_from_google_or_from_this_machine(url: str) -> None:
    for far in ("http://far.example.org", "file://localhost/etc/passwd", "ftp://127.0.0.1/"):
        line = told_by("serve", env=environment(url, FIREBASE_KEYS_ENDPOINT=far))
        assert line.startswith("CARRYOVER_FIREBASE_KEYS_ENDPOINT: it has to be a loopback"), far


def test_a_key_that_is_missing_is_named_with_how_to_make_one(url: str) -> None:
    line = told_by("migrate", env=environment(url, SECRET_KEY=""))
    assert line.startswith("CARRYOVER_SECRET_KEY: required; `carryover new-secret-key`")


KEY = "SVxNLP3oHfYb8gVWnMqVf4d3GQnlbZ5U0nT-WqPdXKk"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"KEY": KEY[:-1]}, "CARRYOVER_WEB_PUSH_KEY: no key of P-256; `carryover web-push-key`"),
        ({"KEY": "no-one-reads-this"}, "CARRYOVER_WEB_PUSH_KEY: no key of P-256"),
        ({"KEY": "A" * 43}, "CARRYOVER_WEB_PUSH_KEY: no key of P-256"),
        ({"KEY": "_" * 42 + "8"}, "CARRYOVER_WEB_PUSH_KEY: no key of P-256"),
        ({"CONTACT": ""}, "CARRYOVER_WEB_PUSH_CONTACT: required with CARRYOVER_WEB_PUSH_KEY"),
        ({"CONTACT": "push@example.org"}, "CARRYOVER_WEB_PUSH_CONTACT: it has to be as mailto:"),
        ({"CONTACT": "mailto:push@localhost"}, "CARRYOVER_WEB_PUSH_CONTACT: it has to be as"),
        ({"CONTACT": "mailto: push@example.org"}, "CARRYOVER_WEB_PUSH_CONTACT: it has to be as"),
        ({"CONTACT": "http://example.org"}, "CARRYOVER_WEB_PUSH_CONTACT: it has to be as"),
        ({"ENDPOINT": "https://push.example.org"}, "CARRYOVER_WEB_PUSH_ENDPOINT: it has to be a"),
    ],
)
def test_what_is_wrong_with_web_push_is_said_without_the_key(
    url: str, wrong: dict[str, str], words: str
) -> None:
    given = {"KEY": KEY, "CONTACT": "mailto:push@example.org"} | wrong
    env = environment(url, **{f"WEB_PUSH_{name}": value for name, value in given.items()})
    assert words in told_by("migrate", env=env, secret=given["KEY"])


def test_a_key_that_the_command_made_is_taken(url: str) -> None:
    made = ended(BIN / "carryover", "web-push-key", env=environment(url))
    pair = json.loads(made.stdout)
    assert (len(pair["private"]), len(pair["public"])) == (43, 87)
    assert pair["public"] == public_key_of(pair["private"])
    again = json.loads(ended(BIN / "carryover", "web-push-key", env=environment(url)).stdout)
    assert again != pair
    env = environment(url, WEB_PUSH_KEY=pair["private"], WEB_PUSH_CONTACT="https://example.org")
    assert ended(BIN / "carryover", "migrate", env=env).returncode == 0


def told_of_secrets(folder: Path, env: dict[str, str]) -> str:
    command = (*powerless(), sys.executable, "-c", ELSEWHERE, folder, "migrate")
    return only_line(ended(*command, env=env), "no-one-reads-this")


def test_a_secret_that_may_not_be_read_is_named(url: str, tmp_path: Path) -> None:
    file = tmp_path / "carryover_secret_key"
    file.write_text("no-one-reads-this" * 3)
    file.chmod(0)
    line = told_of_secrets(tmp_path, environment(url, SECRET_KEY=""))
    assert line.startswith(f"{file}: a secret cannot be read (Permission denied)")


def test_a_folder_of_secrets_that_may_not_be_read_is_named(url: str, tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir(mode=0)
    line = told_of_secrets(folder, environment(url, SECRET_KEY=""))
    assert line.startswith(str(folder))
    assert "a secret cannot be read (Permission denied)" in line


@pytest.mark.parametrize("broken", ["folder", "bytes"])
def test_a_secret_that_is_no_text_is_said_so(url: str, tmp_path: Path, broken: str) -> None:
    file = tmp_path / "carryover_secret_key"
    file.mkdir() if broken == "folder" else file.write_bytes(b"\xff" * 40)
    assert "a secret cannot be read" in told_of_secrets(tmp_path, environment(url, SECRET_KEY=""))


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_is_taken_is_said(url: str, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = told_by(command, "--port", str(port), env=environment(url))
    assert line.startswith(f"Cannot listen on 127.0.0.1:{port} (Address already in use).")
    assert "--port" in line


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_a_host_that_is_not_of_this_machine_is_said(url: str, host: str) -> None:
    line = told_by("serve", "--host", host, env=environment(url))
    assert line.startswith(f"Cannot listen on {host}:8000 (")
    assert "Try --host with an address of this machine." in line


def test_a_port_that_needs_a_right_is_said(url: str) -> None:
    first = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")
    if first.exists() and int(first.read_text()) <= 443:
        pytest.skip("this machine lets everyone have every port")
    line = told_by("serve", "--port", "443", env=environment(url), begun=powerless())
    assert line.startswith("Cannot listen on 127.0.0.1:443 (Permission denied).")
    assert "below 1024" in line


# What is in the file of the service account, and the words that have to be in the line.
CREDENTIALS = [
    (None, "GOOGLE_APPLICATION_CREDENTIALS names no file"),
    (b"no-one-reads-this", "is not a valid json file"),
    (b"\xff no-one-reads-this", "is not a valid json file"),
    (b'{"type": "service_account", "private_key": "no-one-reads-this"}', "service account"),
]


@pytest.mark.parametrize(("content", "words"), CREDENTIALS)
def test_credentials_that_are_none_are_said_without_quoting_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None, words: str
) -> None:
    file = tmp_path / "account.json"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    with pytest.raises(CannotPush, match=words) as told:
        open_transport(settings_for("sqlite:///unused.db"))
    assert "GOOGLE_APPLICATION_CREDENTIALS" in str(told.value)
    assert "no-one-reads-this" not in str(told.value)


def test_credentials_that_may_not_be_read_are_said(url: str, tmp_path: Path) -> None:
    (tmp_path / "account.json").touch(mode=0)
    env = environment(url, PUSH_TRANSPORT="fcm")
    env["GOOGLE_APPLICATION_CREDENTIALS"] = str(tmp_path / "account.json")
    line = told_by("serve", "--port", "0", "--with-worker", env=env, begun=powerless())
    assert line == "GOOGLE_APPLICATION_CREDENTIALS: Permission denied."


def test_a_practice_that_exists_is_refused_in_a_line(url: str) -> None:
    env = environment(url)
    assert ended(BIN / "carryover", *PRACTICE, env=env).returncode == 0
    assert "e-mail" in told_by(*PRACTICE, env=env)


def test_a_worker_that_could_not_note_erasures_does_not_start(url: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    named = str(tmp_path / "file" / "erased.jsonl")
    line = told_by("worker", env=environment(url, ERASED_FILE=named))
    assert line.startswith(f"CARRYOVER_ERASED_FILE: cannot write {named} (")
