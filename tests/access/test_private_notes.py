from tests.access_bodies import Things
from tests.access_table import ROWS
from tests.access_world import World
from tests.acting.care import body_of

CANARY = "zq7pelican"
FINDING = {"region": "it_band", "root_cause": "nerve_compression", "referred_to": ["calf"]}
TURN = {"joint": "neck", "movement": "rotation", "degrees": 55}


async def test_nothing_of_what_a_therapist_wrote_down_reaches_the_client(care):
    sessions = f"/v1/clients/{care.ana.id}/appointments"
    written = {"findings": [FINDING], "rom": [TURN], "note": CANARY}
    held = {"starts_at": "2026-03-02T07:00:00Z", "status": "completed", **written}
    row = body_of(await care.ben.post(sessions, held), 201)
    planned = {"starts_at": "2026-03-09T09:00:00Z", **written}
    body_of(await care.ben.post(sessions, planned), 201)
    asked = Things(str(care.ana.id), "", "", "", "phone", appointment_id=row["id"])
    world = World(care.cast, {"ana": asked})
    read_by_her = [name for name in ROWS if name.startswith("GET /v1/me")]
    answers = {name: await world.ask(name, "ana") for name in read_by_her}
    said = "PUT /v1/me/appointments/{appointment_id}/feedback"
    answers[said] = await world.ask(said, "ana")
    assert {answers[said].status_code, answers["GET /v1/me/appointments"].status_code} == {200, 201}
    for name, answer in answers.items():
        assert answer.status_code < 500, name
        for secret in (CANARY, '"findings"', '"rom"', "nerve_compression", "therapist_id"):
            assert secret not in answer.text, (name, secret)
    assert CANARY in (await care.ben.get(sessions)).text


async def test_a_brief_has_the_note_for_her_therapists_alone(care):
    clients = f"/v1/clients/{care.ana.id}"
    held = {"starts_at": "2026-03-02T07:00:00Z", "status": "completed", "note": CANARY}
    body_of(await care.ben.post(f"{clients}/appointments", held), 201)
    assert body_of(await care.ben.get(f"{clients}/brief"))["last_session"]["note"] == CANARY
    # What was read is kept, and told to nobody again.
    read = body_of(await care.ben.post(f"{clients}/brief/read"), 201)
    assert CANARY not in str(read)
    asked = Things(str(care.ana.id), "", "", "", "phone")
    everyone = ("ana", "cy", "dora", "eve")
    world = World(care.cast, dict.fromkeys(everyone, asked))
    for name in (row for row in ROWS if row.startswith("GET ")):
        for who in everyone:
            assert CANARY not in (await world.ask(name, who)).text, (name, who)
    for stranger in (care.cast.dora, care.cast.eve, care.ana):
        assert (await stranger.get(f"{clients}/brief")).status_code in (403, 404)
    reassigned = {"therapist_id": str(care.cast.dora.id)}
    body_of(await care.ben.post(f"{clients}/reassign", reassigned))
    assert body_of(await care.cast.dora.get(f"{clients}/brief"))["last_session"]["note"] == CANARY
    assert (await care.ben.get(f"{clients}/brief")).status_code == 404
