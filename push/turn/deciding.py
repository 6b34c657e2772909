"""Decides for a chunk of claimed reminders, client by client, within each client's cap."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.rules.instants import local_date, zone
from api.rules.reminders.groups import Turn, decide_together, notifications
from api.rules.reminders.leaving import Decision
from api.rules.reminders.reasons import ENDS
from push.turn.caps import Place, take_places
from push.turn.facts import Candidate
from push.turn.neighbours import Ahead, read_ahead, read_neighbours

NO_ROOM = ENDS["cap"]


@dataclass(frozen=True, slots=True)
class Group:
    """What one client has in hand, and what becomes of it; `place` is what its leader asks for."""

    candidates: Sequence[Candidate]
    turn: Turn
    place: Place | None


async def decide_all(
    session: AsyncSession, candidates: Sequence[Candidate], now: datetime
) -> Iterator[tuple[Candidate, Decision, Place | None]]:
    """Return each candidate with what becomes of it, and the place in the cap that it took."""
    if not candidates:
        return iter(())
    others = await read_neighbours(session, [each.reminder for each in candidates], now)
    turns = [
        (mine, decide_together([each.facts for each in mine], others.get(account_id, ()), now))
        for account_id, mine in _by_account(candidates).items()
    ]
    lesser = [mine[0].reminder.account_id for mine, turn in turns if turn.leader and turn.rank]
    ahead = await read_ahead(session, lesser, now)
    groups = [Group(mine, turn, place_of(mine, turn, ahead, now)) for mine, turn in turns]
    places = [group.place for group in groups if group.place]
    granted = await take_places(session, places, now)
    return settled(groups, granted)


def _by_account(candidates: Iterable[Candidate]) -> dict[UUID, list[Candidate]]:
    found: dict[UUID, list[Candidate]] = defaultdict(list)
    for each in candidates:
        found[each.reminder.account_id].append(each)
    return found


def place_of(mine: Sequence[Candidate], turn: Turn, ahead: Ahead, now: datetime) -> Place | None:
    """Return the place in the cap that a group's leader asks for; None without leader or cap.

    It is to leave room for what is more important and still to come today.
    """
    first = mine[0]
    if turn.leader is None or first.cap is None:
        return None
    on_date = local_date(now, zone(first.facts.timezone))
    to_come = ahead.get((first.reminder.account_id, on_date), ())
    kept = notifications(due_at for rank, due_at in to_come if rank < turn.rank)
    return Place(first.reminder.account_id, on_date, first.cap - kept)


def settled(
    groups: Iterable[Group], granted: set[UUID]
) -> Iterator[tuple[Candidate, Decision, Place | None]]:
    """Yield each candidate with what becomes of it, now that some clients were granted a place."""
    for group in groups:
        if group.place and group.place.client_id not in granted:
            group.turn.refuse(NO_ROOM)
        for each in group.candidates:
            place = group.place if each.reminder.id == group.turn.leader else None
            yield each, group.turn.decisions[each.reminder.id], place
