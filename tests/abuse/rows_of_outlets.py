"""Rows about what becomes of hostile texts, addresses and answers."""

import asyncio
from uuid import uuid4

import jwt
from sqlalchemy import select

from api.tables import Device
from push.fcm.client import open_fcm
from push.worker import Worker
from tests.abuse.table import CHECK_IN, CLIENTS, House, claims_of, row
from tests.acting.care import body_of
from tests.acting.credentials import AUTH, BEN, PASSWORD, give_password, see
from tests.databases import KEY
from tests.fcm_stub import FcmStub

HOSTILE = ("<script>alert(1)</script>", "=cmd()|' /C calc'!A0", "'; DROP TABLE accounts; --")


@row(
    "<script> and =cmd() stored as they are, escaped in HTML",
    "access/test_abuse_values.py::test_html_formulas_and_sql_are_stored_as_they_are",
)
async def _(house: House) -> None:
    care = house.care
    await give_password(care, care.ben, BEN)
    for text in HOSTILE:
        made = await care.ben.post(CLIENTS, {"name": text, "timezone": "Europe/Berlin"})
        assert body_of(made, 201)["name"] == text
    await house.http.post("/sign-in", data={"email": BEN, "password": PASSWORD})
    shown = (await house.http.get("/")).text
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


@row("junk FCM answer: handled", "push/fcm/test_answers.py::test_junk_disables_nothing")
async def _(house: House) -> None:
    """The worker gives up on it, and goes on: nobody's phone is disabled, nothing is sent twice."""
    care, stub = house.care, FcmStub()
    async with stub:
        phone = {"platform": "android", "target": {"kind": "token", "value": "junk:ana-phone"}}
        body_of(await care.ana.put("/v1/me/devices/ana-phone", phone), 201)
        transport = open_fcm(None, stub.url, 4)
        settings = house.app.state.settings
        worker = Worker(settings, care.sessions, care.clock, house.app.state.library, transport)
        body_of(await care.ana.post("/v1/me/devices/ana-phone/test-push"), 201)
        for _ in range(3):
            await worker.turn()
        await transport.close()
    assert await care.rows(select(Device.disabled_at)) == [None]


@row("no URL from a user is ever fetched", "pages/test_papers.py::test_nothing_is_fetched_by_what")
async def _(house: House) -> None:
    visits: list[bytes] = []

    async def visited(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits.append(await reader.read(100))
        writer.close()

    server = await asyncio.start_server(visited, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/there"
    async with server:
        await say_everywhere(house, url)
        assert visits == []


async def say_everywhere(house: House, url: str) -> None:
    """Send an address wherever a text is taken, and draw the PDFs that show it."""
    care = house.care
    await give_password(care, care.ben, BEN)
    client = {"name": url, "timezone": "Europe/Berlin", "intake": {"medication": url}}
    body_of(await care.ben.post(CLIENTS, client), 201)
    said = {"id": str(uuid4()), "recorded_at": care.clock.at.isoformat()}
    body_of(await care.ana.put(CHECK_IN, said | {"note": f'<img src="{url}">'}), 201)
    phone = {"platform": "web", "target": {"kind": "token", "value": url}, "app_version": url[:40]}
    body_of(await care.ana.put("/v1/me/devices/p", phone), 201)
    headers = {"host": url.split("/")[2], "referer": url, "x-forwarded-host": url}
    await care.ana.get("/v1/me", headers=headers)
    token = {"jku": url, "x5u": url, "kid": url}
    await see(house.http, jwt.encode(claims_of(care.ben.token), KEY, "HS256", headers=token))
    await house.http.post(f"{AUTH}/firebase", json={"id_token": url})
    await house.http.post("/sign-in", data={"email": BEN, "password": PASSWORD})
    path = f"/clients/{care.ana.id}"
    form = (await house.http.get(f"{path}/letter")).text
    sent = {"token": form.partition('name="token" value="')[2].partition('"')[0]}
    sent |= {"subject": f'<img src="{url}">', "pain": f"<link rel=stylesheet href={url}>"}
    drawn = await house.http.post(f"{path}/letter.pdf", data=sent)
    assert drawn.headers["content-type"] == "application/pdf", drawn.text
    assert (await house.http.get(f"{path}/brief.pdf")).status_code == 200
