from asyncio import gather
from dataclasses import replace
from datetime import timedelta

from httpx2 import Response
from sqlalchemy import select

from api.tables import AuditEvent, Client, Consent
from tests.acting.care import Care, Json, at, body_of, problem, refusals

CONSENTS = "/v1/me/consents"


async def share(care: Care, yes: bool) -> Json:
    (item,) = body_of(await care.ana.put(CONSENTS, {"share_with_therapist": yes}))["items"]
    return item


async def looks(care: Care, prescription: Json) -> list[Response]:
    """Return what Ben gets wherever Ana's data is."""
    mine = f"/v1/clients/{care.ana.id}"
    paths = (mine, *(f"{mine}/{noun}" for noun in NOUNS), f"/v1/prescriptions/{prescription['id']}")
    return list(await gather(*(care.ben.get(path) for path in paths)))


NOUNS = ("prescriptions", "check-ins", "adherence", "trends", "appointments")


def shown(library, language: str = "en") -> Json:
    text = library.consent_texts(language).newest("share_with_therapist")
    words = {"title": text.title, "body": text.body}
    return {"version": text.version, "language": language, **words}


async def decisions(care: Care) -> list[tuple]:
    rows = await care.rows(select(Consent).order_by(Consent.created_at, Consent.id))
    assert {row.client_id for row in rows} <= {care.ana.id}
    return [(row.kind, row.granted, row.created_at) for row in rows]


async def noted(care: Care) -> list[str]:
    actions = ("withdraw sharing", "grant sharing")
    query = select(AuditEvent).where(AuditEvent.action.in_(actions))
    events = await care.rows(query.order_by(AuditEvent.created_at, AuditEvent.id))
    assert {(event.actor_id, event.client_id) for event in events} <= {(care.ana.id, care.ana.id)}
    return [event.action for event in events]


async def test_she_shares_until_she_decides_otherwise(care, library):
    before = body_of(await care.ana.get(CONSENTS))
    undecided = {"kind": "share_with_therapist", "granted": True, "decided_at": None}
    undecided |= {"agreed_version": None, "agreed_to_older": False, "text": shown(library)}
    assert before == {"items": [undecided]}
    assert library.vocabulary("en").codes("consents") == {"share_with_therapist"}
    decided = await share(care, False)
    at_once = {"granted": False, "decided_at": "2026-03-02T08:00:00Z"}
    # A phone of before shows no text: nobody knows which one she had.
    assert decided == undecided | at_once | {"agreed_to_older": True}
    assert body_of(await care.ana.get(CONSENTS)) == {"items": [decided]}


async def test_what_she_withdraws_is_gone_from_her_therapist_at_once_and_back_as_she_grants(care):
    item = await care.prescribe("12:00")
    body_of(await care.check_in("2026-03-02", pain_average=3), 201)
    before = [answer.content for answer in await looks(care, item)]
    await share(care, False)
    assert {problem(answer) for answer in await looks(care, item)} == {(404, "not_found")}
    assert body_of(await care.ben.get("/v1/clients"))["items"] == []
    assert problem(await care.ben.post(f"/v1/clients/{care.ana.id}/invites"))[0] == 404
    await share(care, True)
    assert [answer.content for answer in await looks(care, item)] == before
    assert len(body_of(await care.ben.get("/v1/clients"))["items"]) == 1


async def test_her_own_plan_and_reminders_go_on(care):
    item = await care.prescribe("12:00")
    await share(care, False)
    assert len(body_of(await care.ana.get("/v1/me/today"))["items"]) == 1
    assert set((await care.states()).values()) == {("scheduled", None)}
    body_of(await care.log(item, "2026-03-02", "12:00"), 201)
    await share(care, True)
    row = body_of(await care.ben.get(f"/v1/clients/{care.ana.id}/adherence"))
    assert row["items"][0]["done"] == 1


async def test_every_change_is_kept_and_noted_and_a_repeated_one_is_not(care):
    for yes in (True, True, False, False, True):
        care.advance(minutes=1)
        await share(care, yes)
    kind = "share_with_therapist"
    assert await decisions(care) == [
        (kind, True, at(2026, 3, 2, 8, 1)),
        (kind, False, at(2026, 3, 2, 8, 3)),
        (kind, True, at(2026, 3, 2, 8, 5)),
    ]
    assert await noted(care) == ["grant sharing", "withdraw sharing", "grant sharing"]


async def test_two_decisions_within_one_instant_leave_the_later_one(care):
    await share(care, True)
    await share(care, False)
    assert (await share(care, True))["granted"] is True
    (client,) = await care.rows(select(Client).where(Client.id == care.ana.id))
    assert client.sharing_withdrawn_at is None


async def test_the_same_decision_from_many_phones_at_once_is_one(care):
    body = {"share_with_therapist": False}
    answers = await gather(*(care.ana.put(CONSENTS, body) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert [granted for _, granted, _ in await decisions(care)] == [False]


async def test_the_admin_sees_that_she_does_not_share_and_no_more(care):
    await share(care, False)
    rows = {r["name"]: r for r in body_of(await care.ben.get("/v1/practice/clients"))["items"]}
    assert (rows["Ana"]["sharing"], rows["Cy"]["sharing"]) == (False, True)
    to = {"therapist_id": str(care.cast.dora.id)}
    body_of(await care.ben.post(f"/v1/clients/{care.ana.id}/reassign", to))
    assert problem(await care.cast.dora.get(f"/v1/clients/{care.ana.id}")) == (404, "not_found")


async def test_one_clients_decision_is_no_others(care):
    await share(care, False)
    assert len(body_of(await care.cast.dora.get("/v1/clients"))["items"]) == 1
    (item,) = body_of(await care.cast.cy.get(CONSENTS))["items"]
    assert (item["granted"], item["decided_at"]) == (True, None)


async def test_a_refused_look_after_the_withdrawal_is_noted_where_she_sees_it(care):
    await share(care, False)
    care.clock.at += timedelta(minutes=1)
    assert (await care.ben.get(f"/v1/clients/{care.ana.id}")).status_code == 404
    newest = body_of(await care.ana.get("/v1/me/access-log"))["items"][0]
    assert newest == {
        "at": "2026-03-02T08:01:00Z",
        "action": "denied",
        "by": {"name": "Ben", "role": "therapist"},
        "sign_in_id": None,
        "code_by": None,
    }


async def test_what_a_decision_cannot_be(care):
    for body in ({"share_with_therapist": None}, {"share_with_therapist": "true"}):
        assert refusals(await care.ana.put(CONSENTS, body)) == [
            ("/share_with_therapist", "bool_type")
        ]
    assert refusals(await care.ana.put(CONSENTS, {})) == [("/share_with_therapist", "missing")]
    newer = await care.ana.put(CONSENTS, {"share_with_therapist": False, "research": True})
    assert body_of(newer)["items"][0]["granted"] is False


async def agree(care: Care, version: object, *, yes: bool = True, language: str = "en") -> Response:
    said = {"share_with_therapist": yes, "text_version": version}
    return await care.ana.put(CONSENTS, said, headers={"accept-language": language})


async def texts_agreed(care: Care) -> list[tuple]:
    rows = await care.rows(select(Consent).order_by(Consent.created_at, Consent.id))
    return [(row.granted, row.text_version, row.text_language) for row in rows]


async def test_the_text_that_she_was_shown_is_kept_with_its_language(care, library):
    (item,) = body_of(await agree(care, 1, language="es"))["items"]
    assert (item["agreed_version"], item["agreed_to_older"]) == (1, False)
    assert item["text"] == shown(library, "es")
    assert await texts_agreed(care) == [(True, 1, "es")]
    body_of(await agree(care, 1, language="es"))
    assert await texts_agreed(care) == [(True, 1, "es")]


async def test_who_agrees_to_a_text_after_a_phone_that_showed_none_is_noted_once_more(care):
    await share(care, True)
    noted_before = await noted(care)
    (item,) = body_of(await agree(care, 1))["items"]
    assert (item["granted"], item["agreed_version"]) == (True, 1)
    await share(care, True)
    assert await texts_agreed(care) == [(True, None, None), (True, 1, "en")]
    assert await noted(care) == noted_before, "her sharing is as it was"


async def test_which_text_a_withdrawal_was_shown_is_kept_as_well(care):
    body_of(await agree(care, 1))
    (item,) = body_of(await agree(care, 1, yes=False))["items"]
    assert (item["granted"], item["agreed_version"]) == (False, 1)
    assert await texts_agreed(care) == [(True, 1, "en"), (False, 1, "en")]
    assert (await care.ben.get(f"/v1/clients/{care.ana.id}")).status_code == 404


async def test_a_text_that_there_is_not_cannot_be_agreed_to(care):
    assert refusals(await agree(care, 2)) == [("/text_version", "unknown_version")]
    for wrong in (0, "1", 1.5, True):
        assert refusals(await agree(care, wrong))[0][0] == "/text_version"
    assert await texts_agreed(care) == []


async def test_an_older_text_that_a_phone_still_shows_is_taken_and_told_as_older(care, app):
    library = app.state.library
    texts = library.consents["en"]
    newer = texts.texts["share_with_therapist"][0].model_copy(update={"version": 2})
    both = (*texts.texts["share_with_therapist"], newer)
    grown = texts.model_copy(update={"texts": {"share_with_therapist": both}})
    app.state.library = replace(library, consents=library.consents | {"en": grown})
    (item,) = body_of(await agree(care, 1))["items"]
    assert (item["agreed_version"], item["agreed_to_older"], item["text"]["version"]) == (
        1,
        True,
        2,
    )
    (item,) = body_of(await agree(care, 2))["items"]
    assert (item["agreed_version"], item["agreed_to_older"]) == (2, False)
    assert await texts_agreed(care) == [(True, 1, "en"), (True, 2, "en")]
