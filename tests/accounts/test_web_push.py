"""Browsers register what their push service gave them; what else it could be is refused."""

import logging

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from api.platform.settings import Settings
from api.platform.vapid import new_key_pair, public_key_of
from api.tables import Device
from tests.acting.care import Care, Json, body_of, problem, refusals
from tests.acting.syncing import Phone, change
from tests.databases import settings_for
from tests.push_service_stub import Browser, decoded, encoded

APP = "/v1/me/devices/app"
FIREFOX = "https://updates.push.services.mozilla.com/wpush/v2/"
KEY = new_key_pair()
# The generator of P-256, and the same with another y, which is on no curve.
GENERATOR = decoded(
    "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"
)
OFF_THE_CURVE = encoded(GENERATOR[:-1] + b"\x00")


@pytest.fixture
def settings(database_url: str) -> Settings:
    contact = "https://example.org/contact"
    return settings_for(database_url, web_push_key=KEY.private, web_push_contact=contact)


def body(name: str = "ana", **changes: object) -> Json:
    target: Json = {**Browser(FIREFOX + name).target, **changes}
    return {"platform": "web", "target": {key: v for key, v in target.items() if v != "left out"}}


async def stored(care: Care) -> Device:
    (row,) = await care.rows(select(Device))
    return row


async def test_a_browser_registers_and_gets_its_keys_never_back(care: Care) -> None:
    said = body()
    answer = await care.ana.put(APP, said)
    assert body_of(answer, 201)["enabled"] is True
    row, target = await stored(care), said["target"]
    assert (row.target_kind, row.target) == ("web_push", target["endpoint"])
    assert (row.target_p256dh, row.target_auth) == (target["p256dh"], target["auth"])
    sent_back = [answer, await care.ana.put(APP, said), await care.ana.get("/v1/me/sign-ins")]
    for secret in ("p256dh", "auth", "endpoint"):
        assert all(target[secret] not in each.text for each in sent_back)


async def test_the_same_again_is_the_same_target_and_other_keys_are_another(care: Care) -> None:
    said = body()
    await care.ana.put(APP, said)
    first = (await stored(care)).target_generation
    padded = {key: said["target"][key] + "=" * pad for key, pad in (("p256dh", 1), ("auth", 2))}
    body_of(await care.ana.put(APP, {**said, "target": {**said["target"], **padded}}))
    row = await stored(care)
    assert (row.target_generation, row.target_auth) == (first, said["target"]["auth"])
    body_of(await care.ana.put(APP, body()))
    assert (await stored(care)).target_generation == first + 1


async def test_a_browser_that_becomes_a_phone_of_fcms_leaves_no_keys(care: Care) -> None:
    await care.ana.put(APP, body())
    phone = {"platform": "android", "target": {"kind": "token", "value": "a"}}
    body_of(await care.ana.put(APP, phone))
    row = await stored(care)
    assert (row.target, row.target_p256dh, row.target_auth) == ("a", None, None)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"endpoint": "left out"}, ("/target", "target_incomplete")),
        ({"p256dh": "left out"}, ("/target", "target_incomplete")),
        ({"auth": None}, ("/target", "target_incomplete")),
        ({"kind": "token"}, ("/target", "target_incomplete")),
        ({"kind": "apns"}, ("/target/kind", "literal_error")),
        ({"endpoint": "https://example.org/push"}, ("/target/endpoint", "unknown_push_service")),
        ({"endpoint": "http://127.0.0.1:9000/a"}, ("/target/endpoint", "unknown_push_service")),
        ({"endpoint": FIREFOX + "a" * 1024}, ("/target/endpoint", "string_pattern_mismatch")),
        ({"endpoint": FIREFOX + "ж"}, ("/target/endpoint", "string_pattern_mismatch")),
        ({"p256dh": OFF_THE_CURVE}, ("/target/p256dh", "not_a_p256_point")),
        ({"p256dh": encoded(b"\x04" + bytes(64))}, ("/target/p256dh", "not_a_p256_point")),
        ({"p256dh": encoded(b"\x02" + GENERATOR[1:])}, ("/target/p256dh", "not_a_p256_point")),
        ({"p256dh": encoded(GENERATOR[:64])}, ("/target/p256dh", "string_pattern_mismatch")),
        ({"p256dh": encoded(GENERATOR) + "A"}, ("/target/p256dh", "string_pattern_mismatch")),
        ({"p256dh": "+/" + encoded(GENERATOR)[2:]}, ("/target/p256dh", "string_pattern_mismatch")),
        ({"p256dh": 4}, ("/target/p256dh", "string_type")),
        ({"auth": encoded(bytes(15))}, ("/target/auth", "string_pattern_mismatch")),
        ({"auth": encoded(bytes(17))}, ("/target/auth", "string_pattern_mismatch")),
        ({"auth": encoded(bytes(16)) + "==="}, ("/target/auth", "string_pattern_mismatch")),
    ],
)
async def test_what_is_no_subscription_is_refused_and_stored_nowhere(
    care: Care, changes: Json, error: tuple[str, str]
) -> None:
    answer = await care.ana.put(APP, body(**changes))
    assert refusals(answer) == [error]
    assert await care.rows(select(Device)) == []
    assert "push.services" not in answer.text


async def test_a_sync_registers_it_by_the_same_rules(care: Care) -> None:
    phone = Phone(care.ana)
    good, bad = body(), body(endpoint="https://example.org/push")
    answer = await phone.sync(change("device", "app", **good), change("device", "b", **bad))
    first, second = answer["results"]
    assert first["status"] == "stored"
    assert second["problem"]["errors"] == [
        {"pointer": "/target/endpoint", "code": "unknown_push_service"}
    ]
    assert (await stored(care)).target_kind == "web_push"


async def test_nothing_of_a_subscription_is_logged(
    care: Care, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    said, wrong = body(), body(p256dh=OFF_THE_CURVE)
    with capture_logs() as logs:
        await care.ana.put(APP, said)
        await care.ana.put(APP, wrong)
    text = caplog.text + str(logs)
    for each in (said, wrong):
        assert not [value for value in list(each["target"].values())[1:] if value in text]


async def test_the_app_reads_the_key_to_subscribe_with(care: Care) -> None:
    told = body_of(await care.ana.http.get("/v1/app-config"))
    assert told["web_push_key"] == KEY.public == public_key_of(KEY.private)
    assert len(decoded(KEY.public)) == 65


class TestWithoutAKey:
    """A server that was given no key."""

    @pytest.fixture
    def settings(self, database_url: str) -> Settings:
        return settings_for(database_url)

    async def test_there_is_nothing_to_subscribe_with_and_no_browser_registers(
        self, care: Care
    ) -> None:
        assert body_of(await care.ana.http.get("/v1/app-config"))["web_push_key"] is None
        assert problem(await care.ana.put(APP, body())) == (409, "web_push_is_off")
        assert await care.rows(select(Device)) == []
