"""Looking for alerts seconds after a check-in was stored: its request only marks the client.

A look judges what was told since the mark as of the moments at which it would have been judged in
time, with what was known then. So it finds the same however late it comes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.care.calendars import load_histories
from api.care.courses import load_visits
from api.insights.charts import spans_of
from api.insights.pain import Pain, load_pain_within
from api.platform.many import Span, among, read_within, within
from api.platform.statements import fetch
from api.rules.appointments.courses import Standing, standing
from api.rules.definitions import DEFINITIONS
from api.rules.insights.alerts import PAIN_BACK, evidence_of_pain
from api.rules.insights.evidence import Evidence
from api.rules.insights.looks import moments
from api.rules.insights.spread import SPREAD_BACK, Mark, evidence_of_spread
from api.rules.instants import A_DAY, History, local_date_in_history
from api.tables import AlertLook, CheckIn, Client, Episode, Intake

T = TypeVar("T")
RECENT = timedelta(days=DEFINITIONS.alert_days)
"""What was told of an earlier date is history."""


class ToldAt(NamedTuple):
    """When a date's check-in was first told, and when what holds of it was."""

    created_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """A client in care who waits for a look, and what is known of her whatever she told.

    `episodes` has the first date of each, with the first date with pain since; that since ever is
    at None. `map_on` is the earliest date of a body map that was told since she waits; `disclosed`
    are the places of her intake.
    """

    client_id: UUID
    since: datetime
    map_on: date | None
    now: datetime
    history: History
    held_on: Sequence[date]
    episodes: Mapping[date | None, date | None]
    disclosed: Sequence[Mark]

    @property
    def first_on(self) -> date:
        """The first date as of which she is judged."""
        return self.date_of(self.since)

    def date_of(self, at: datetime) -> date:
        """Return her local date at an instant."""
        return local_date_in_history(at, self.history)

    def where(self, as_of: date) -> Standing:
        """Return where she stood in her care."""
        return standing(self.held_on, [on for on in self.episodes if on is not None], as_of)

    def spans(self) -> Iterator[Span]:
        """Yield the dates of the pain that the rules need, for any of the moments."""
        for as_of in {self.first_on, self.date_of(self.now)}:
            where = self.where(as_of)
            pain_since = self.episodes.get(where.episode_on)
            yield from spans_of(self.client_id, where, pain_since, self.first_on - PAIN_BACK, as_of)


async def load_unlooked(
    session: AsyncSession, marked: Sequence[AlertLook], now: datetime
) -> dict[UUID, list[Evidence]]:
    """Return what there is to tell of marked clients who are in care, oldest first.

    Part of it may have been told before. At most six queries, however many clients there are.
    """
    looks = await _load_looks(session, marked, now)
    told = await _load_told_at(session, looks)
    pain = await load_pain_within(session, (span for each in looks for span in each.spans()))
    maps = await _load_maps(session, looks)
    return {
        each.client_id: list(
            _evidence(each, told[each.client_id], pain[each.client_id], maps[each.client_id])
        )
        for each in looks
    }


def _evidence(
    look: Look, told: Mapping[date, ToldAt], pain: Pain, maps: dict[date, list[Mark]]
) -> Iterator[Evidence]:
    """Yield what a look at each of the moments would have found, with what was known by then."""
    told_at = (at for on, each in told.items() for at in each if on > look.date_of(at) - RECENT)
    for at in moments(look.since, told_at, look.now, look.history):
        as_of = look.date_of(at)
        later = {on for on, each in told.items() if each.created_at > at}
        average = _without(pain.average, later)
        yield from evidence_of_pain(average, look.where(as_of), as_of, pain.hard_on)
        known = _without(maps, later)
        # A map that is uploaded late changes what is new in later ones. At first all are judged
        # that she may have drawn before she waited: somebody who is back in care waits anew.
        drawn_on = [on for on in known if at in told.get(on, ())]
        drawn_on += [look.map_on] if look.map_on and at == look.since else []
        first_on = min((on for on in drawn_on if on > as_of - RECENT), default=date.max)
        for on in sorted(on for on in known if on >= first_on):
            yield from evidence_of_spread(known, on, look.disclosed)


def _without(answers: dict[date, T], dates: Collection[date]) -> dict[date, T]:
    return {on: value for on, value in answers.items() if on not in dates} if dates else answers


async def _load_looks(
    session: AsyncSession, marked: Sequence[AlertLook], now: datetime
) -> list[Look]:
    """Return the looks at those who are in care; three queries."""
    episodes: defaultdict[UUID, dict[date | None, date | None]] = defaultdict(dict)
    disclosed: dict[UUID, list[Mark]] = {}
    in_care = {"ids": [each.client_id for each in marked]}
    for row in await fetch(session, _EPISODES, in_care):
        episodes[row.client_id] |= {row.starts_on: row.pain_since, None: row.pain_on}
        disclosed[row.client_id] = _marks(row.places or ())
    histories = await load_histories(session, list(episodes))
    visits = await load_visits(session, histories)
    return [
        Look(
            each.client_id,
            each.created_at,
            each.map_on,
            now,
            histories[each.client_id],
            visits[each.client_id].held_on,
            episodes[each.client_id],
            disclosed[each.client_id],
        )
        for each in marked
        if each.client_id in episodes
    ]


async def _load_told_at(
    session: AsyncSession, looks: Sequence[Look]
) -> defaultdict[UUID, dict[date, ToldAt]]:
    """Return the dates that clients told something of since they wait, by client; one query."""
    since = {each.client_id: each.since for each in looks}
    spans = [
        Span(each.client_id, each.first_on - RECENT, each.date_of(each.now) + A_DAY)
        for each in looks
    ]
    found: defaultdict[UUID, dict[date, ToldAt]] = defaultdict(dict)
    for client_id, on, created_at, received_at in await read_within(session, _TOLD, spans):
        if received_at >= since[client_id]:
            found[client_id][on] = ToldAt(created_at, received_at)
    return found


async def _load_maps(
    session: AsyncSession, looks: Sequence[Look]
) -> defaultdict[UUID, dict[date, list[Mark]]]:
    """Return the body maps of those who have drawn a new one, by client; one query, or none."""
    spans = [
        Span(each.client_id, each.map_on - SPREAD_BACK, each.date_of(each.now) + A_DAY)
        for each in looks
        if each.map_on is not None
    ]
    found: defaultdict[UUID, dict[date, list[Mark]]] = defaultdict(dict)
    for client_id, on, drawn in await read_within(session, _MAPS, spans) if spans else ():
        if drawn:
            found[client_id][on] = _marks(drawn)
    return found


def _marks(places: Iterable[Mapping[str, Any]]) -> list[Mark]:
    return [Mark(each["region"], each["side"], each["tingling"]) for each in places]


def _first_pain(*which: Any) -> Any:
    first = select(func.min(CheckIn.on_date)).where(
        CheckIn.client_id == Client.id, CheckIn.answered, CheckIn.pain_average.is_not(None), *which
    )
    return first.correlate(Client, Episode).scalar_subquery()


def _places() -> Any:
    newest = select(Intake.places).where(Intake.client_id == Client.id)
    return newest.order_by(Intake.number.desc()).limit(1).correlate(Client).scalar_subquery()


# Built once.
_EPISODES: Select[*tuple[Any, ...]] = (
    select(
        Client.id.label("client_id"),
        Episode.starts_on,
        _first_pain(CheckIn.on_date >= Episode.starts_on).label("pain_since"),
        _first_pain().label("pain_on"),
        _places().label("places"),
    )
    .outerjoin(Episode, Episode.client_id == Client.id)
    .where(among(Client.id), Client.discharged_at.is_(None), Client.erase_at.is_(None))
)
_TOLD = within(
    select(CheckIn.client_id, CheckIn.on_date, CheckIn.created_at, CheckIn.received_at).where(
        CheckIn.answered
    ),
    CheckIn.client_id,
    CheckIn.on_date,
)
_MAPS = within(
    select(CheckIn.client_id, CheckIn.on_date, CheckIn.body_map).where(CheckIn.answered),
    CheckIn.client_id,
    CheckIn.on_date,
)
