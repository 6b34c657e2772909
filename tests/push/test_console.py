"""The transport without credentials."""

import hashlib
import io
import json
from datetime import timedelta

from push.console import ConsoleTransport
from push.transports import Accepted, Address, Proof, Refused
from tests.push.notices import NOW, REMINDER_ID, a_notice, a_phone


async def test_it_prints_one_line_of_json_for_each_notice() -> None:
    out = io.StringIO()
    transport = ConsoleTransport(out)
    for phone in ("ana-phone", "ana-tablet"):
        assert await transport.send(a_notice(), a_phone(phone), NOW) == Accepted(
            f"console/{REMINDER_ID}"
        )
    await transport.close()
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["platform"] for line in lines] == ["android", "android"]
    assert lines[0]["message"]["data"]["reminder_id"] == str(REMINDER_ID)
    assert lines[0]["message"]["android"]["ttl"] == "7200s"
    assert lines[0]["message"]["fid"] != lines[1]["message"]["fid"]


async def test_it_shows_a_short_hash_in_place_of_the_target() -> None:
    out = io.StringIO()
    await ConsoleTransport(out).send(a_notice(), Address("token", "ana-phone", "ios"), NOW)
    short = hashlib.sha256(b"ana-phone").hexdigest()[:12]
    assert json.loads(out.getvalue())["message"]["token"] == f"sha256:{short}"
    assert "ana-phone" not in out.getvalue()


async def test_it_prints_what_a_browser_would_get_without_its_keys() -> None:
    out = io.StringIO()
    browser = Address("web_push", "https://push.example.org/ana", "web", "the-key", "the-secret")
    await ConsoleTransport(out).send(a_notice(), browser, NOW)
    message = json.loads(out.getvalue())["message"]
    assert message["data"]["action"] == "show"
    assert message["headers"]["Topic"] == REMINDER_ID.hex
    assert message["web_push"].startswith("sha256:")
    assert not [each for each in ("example.org", "the-key", "the-secret") if each in out.getvalue()]


async def test_it_refuses_what_fcm_would_not_be_sent() -> None:
    out = io.StringIO()
    outcome = await ConsoleTransport(out).send(a_notice(timedelta(0)), a_phone(), NOW)
    assert outcome == Refused("payload")
    assert out.getvalue() == ""


async def test_it_prints_what_a_phone_would_send_back() -> None:
    out = io.StringIO()
    proof = Proof(REMINDER_ID, "phone-1", "a-secret", NOW + timedelta(minutes=10))
    await ConsoleTransport(out).send(proof, a_phone(), NOW)
    data = json.loads(out.getvalue())["message"]["data"]
    assert (data["action"], data["proof"]) == ("proof", "a-secret")
