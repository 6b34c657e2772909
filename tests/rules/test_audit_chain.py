"""The chain of the audit, link by link: what is seen of a change, and what a text of its end is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from api.rules.audit_chain import (
    START,
    TOLD,
    Broken,
    Event,
    Head,
    Walk,
    head_of,
    is_sealed,
    next_head,
    said_by,
    seal_of,
)

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def event(number: int, **more: Any) -> Event:
    one = Event(UUID(int=number), AT, UUID(int=100), UUID(int=200), None, "view client", None)
    return replace(one, **more)


EVENTS = [event(number) for number in (3, 1, 2)]


def chained(events: Sequence[Event]) -> list[tuple[Head, UUID, Event | None]]:
    links, head = [], START
    for each in events:
        head = next_head(head, each)
        links.append((head, each.id, each))
    return links


def walked(links: Sequence[tuple[Head, UUID, Event | None]], *noted: Head) -> Broken | None:
    walk = Walk(noted)
    for each in links:
        if broken := walk.step(*each):
            return broken
    return walk.end()


WHOLE = chained(EVENTS)
END = WHOLE[-1][0]


def test_what_was_chained_and_did_not_change_is_whole_whatever_the_order_of_its_ids():
    assert walked(WHOLE, END, WHOLE[0][0]) is None
    assert walked([]) is None


CHANGES = {
    "id": UUID(int=9),
    "created_at": AT + timedelta(microseconds=1),
    "practice_id": UUID(int=9),
    "actor_id": None,
    "client_id": UUID(int=200),
    "action": "view clients",
    "subject": {},
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_whatever_an_event_says_is_seen_at_it(name: str) -> None:
    changed = replace(EVENTS[1], **{name: CHANGES[name]})
    links = [WHOLE[0], (WHOLE[1][0], EVENTS[1].id, changed), WHOLE[2]]
    assert walked(links, END) == Broken(2, EVENTS[1].id, "altered")


def test_an_event_that_is_gone_is_named():
    links = [WHOLE[0], (*WHOLE[1][:2], None), WHOLE[2]]
    assert walked(links, END) == Broken(2, EVENTS[1].id, "removed")


def test_a_link_that_is_gone_leaves_its_position():
    assert walked([WHOLE[0], WHOLE[2]], END) == Broken(2, None, "missing")
    assert walked(WHOLE[1:], END) == Broken(1, None, "missing")


def test_two_that_changed_places_are_seen_at_the_first():
    first, second = ((WHOLE[at][0], *WHOLE[other][1:]) for at, other in ((0, 1), (1, 0)))
    assert walked([first, second, WHOLE[2]], END) == Broken(1, EVENTS[1].id, "altered")


def test_a_tail_that_was_cut_off_is_seen_by_an_end_that_was_noted():
    assert walked(WHOLE[:2]) is None
    assert walked(WHOLE[:2], END) == Broken(3, None, "cut_off")
    assert walked([], END) == Broken(1, None, "cut_off")


def test_a_chain_made_anew_is_whole_but_not_the_one_that_was_noted():
    anew = chained([EVENTS[0], replace(EVENTS[1], action="nothing"), EVENTS[2]])
    assert walked(anew) is None
    assert walked(anew, END) == Broken(3, EVENTS[2].id, "other")


def test_of_two_ends_noted_for_one_position_one_is_wrong():
    assert walked(WHOLE, END, replace(END, link="0" * 64)) == Broken(3, EVENTS[2].id, "other")


def test_an_event_says_the_same_in_whatever_zone_and_order_its_parts_are():
    subject = {"b": 1.5, "a": ["ü", None]}
    one = event(1, subject=subject)
    elsewhere = AT.astimezone(timezone(timedelta(hours=2)))
    other = event(1, subject=dict(reversed(subject.items())), created_at=elsewhere)
    assert said_by(one) == said_by(other)


def test_what_is_hashed_never_changes():
    # Else no chain that was made before would be whole.
    assert said_by(event(1, subject={"a": "é"})) == (
        b'["00000000000000000000000000000001","2026-03-02T08:00:00.000000+00:00",'
        b'"00000000000000000000000000000064","000000000000000000000000000000c8",null,'
        b'"view client",{"a":"\\u00e9"}]'
    )
    assert next_head(START, event(1)).link == LINK


LINK = "3e88db12af565a3e8f2768aa4f9bc5d2a6fd24240fb65f4db613229be099832a"


def test_an_end_is_read_from_its_text_and_nothing_else_is():
    assert head_of(f" {END}\n") == END
    for text in ("", "3", "3:", f"0:{END.link}", f"x:{END.link}", "3:abcd", f"-1:{END.link}"):
        with pytest.raises(ValueError, match=r"."):
            head_of(text)


def test_a_seal_is_of_one_key_and_one_end():
    seal = seal_of(END, "new")
    assert is_sealed(END, seal, ("new",))
    assert is_sealed(END, seal, ("newer", "new"))
    assert not is_sealed(END, seal, ("old",))
    assert not is_sealed(replace(END, position=2), seal, ("new",))
    assert not is_sealed(END, "", ("new",))


def test_every_fault_has_words():
    assert all(TOLD.values())
