"""What happened in a life so far, known from the API's answers and never from the tables."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from tests.push.any_life.expected import CHECK_IN_MIN, Item, ItemVersion, Whereabouts, instant_of

Key = tuple[str, date, str]
"""(item id or "check_in", local date, slot)."""
CHECK_IN, WEEKLY = "check_in", "weekly_check_in"
SUNDAY = 7


@dataclass(slots=True)
class Phone:
    """The latest registration of an installation."""

    owner: UUID
    target: str
    takes_pushes: bool


@dataclass(frozen=True, slots=True)
class Snooze:
    """When a snoozed reminder is due again, and the slot it is for."""

    due_at: datetime
    key: Key


@dataclass(slots=True)
class Memory:
    """All that is known. `trouble`: something went wrong by which a reminder may be lost.

    `phones` has those that are pushed to, `awaiting` those whose target someone else held.
    `blamed`: a phone may have been disabled without being known. `ever` holds each reason for not
    sending that could be true; `left_on` the reminders pushed.
    """

    ana: UUID
    began_at: datetime
    where: Whereabouts
    asked_at: list[tuple[datetime, str]]
    cap: int = 6
    quiet: tuple[time, time] | None = (time(21), time(8))
    items: list[Item] = field(default_factory=list)
    logs: dict[Key, str] = field(default_factory=dict)
    done: set[Key] = field(default_factory=set)
    ever_done: set[Key] = field(default_factory=set)
    phones: dict[str, Phone] = field(default_factory=dict)
    awaiting: dict[str, Phone] = field(default_factory=dict)
    flagged_on: set[date] = field(default_factory=set)
    snoozes: dict[UUID, Snooze] = field(default_factory=dict)
    ever: set[str] = field(default_factory=set)
    left_on: dict[date, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    trouble: bool = False
    blamed: bool = False

    def item(self, id: str) -> Item:
        return next(each for each in self.items if each.id == id)

    def is_done(self, key: Key) -> bool:
        about, day, _ = key
        return key in self.done or (about, day, "day") in self.done

    def was_done(self, key: Key) -> bool:
        """Tell whether it was done at some time, be it that she took that back."""
        about, day, _ = key
        return not self.ever_done.isdisjoint({key, (about, day, "day")})

    def owner(self, installation: str) -> UUID | None:
        """Return who is known to be signed in on a phone."""
        known = self.phones.get(installation) or self.awaiting.get(installation)
        return known and known.owner

    def is_held(self, installation: str, target: str, by_others_than: UUID) -> bool:
        """Tell whether a target is known to be someone else's, on another phone."""
        return not self.blamed and any(
            name != installation and one.target == target and one.owner != by_others_than
            for name, one in self.phones.items()
        )

    def wait_for_proof(self, installation: str, phone: Phone) -> None:
        """Register a phone that is not pushed to as long as someone else holds its target."""
        self.phones.pop(installation, None)
        self.awaiting[installation] = phone
        self.ever.add("contested")
        self._note_silence()

    def register(self, installation: str, phone: Phone) -> None:
        """Register a phone; a target belongs to the phone that has it from now on."""
        self.awaiting.pop(installation, None)
        for name in [name for name, one in self.phones.items() if one.target == phone.target]:
            del self.phones[name]
        self.phones[installation] = phone
        self._note_silence()

    def remove(self, installation: str) -> None:
        self.phones.pop(installation, None)
        self.awaiting.pop(installation, None)
        self._note_silence()

    def forget_target(self, target: str) -> None:
        """Remove the phones of a target that FCM called unregistered."""
        for name in [name for name, one in self.phones.items() if one.target == target]:
            self.remove(name)

    def takes(self, account: UUID, target: str) -> bool:
        """Tell whether a target belongs to a phone of this account that takes pushes."""
        return any(
            (phone.owner, phone.target, phone.takes_pushes) == (account, target, True)
            for phone in self.phones.values()
        )

    def _note_silence(self) -> None:
        if not any(
            phone.owner == self.ana and phone.takes_pushes for phone in self.phones.values()
        ):
            self.ever.add("no_device")

    def check_in_dues(self, day: date, slot: str) -> list[datetime]:
        """Return when the check-in of a date was due, by the preference and zone of then.

        That of a week is due on its Sunday alone.
        """
        found: list[datetime] = []
        if slot == WEEKLY and day.isoweekday() != SUNDAY:
            return found
        for _, wall in self.asked_at:
            for _, zone in self.where.zones:
                due = instant_of(day, wall, zone)
                if due and self.where.at(due) == zone and self.asked_by(due) == wall:
                    found.append(due)
        return found

    def asked_by(self, at: datetime) -> str:
        said = [wall for since, wall in self.asked_at if since <= at]
        return said[-1] if said else self.asked_at[0][1]

    def check_in(self) -> Item:
        """Return the check-in in the form of an item."""
        return Item(
            CHECK_IN,
            False,
            [ItemVersion(since, date.min, (wall,), CHECK_IN_MIN) for since, wall in self.asked_at],
        )
