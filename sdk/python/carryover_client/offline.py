"""A queue of what is told offline, handed in by one sync."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Protocol
from uuid import uuid4

from carryover_client import models
from carryover_client.operations import Operations
from carryover_client.problems import Refused

MOST_CHANGES = 100
"""Most changes that one request takes."""
# Nothing was stored; all is told again.
ANEW = {"cursor_expired", "bad_cursor"}


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept for a person: what she told, oldest first, and where her phone stands.

    `plan_token` goes with the logs of what is shown.
    """

    queue: tuple[models.Change, ...] = ()
    cursor: str | None = None
    plan_token: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What was answered; with `is_all` all records go before it is taken over."""

    answer: models.SyncOut
    is_all: bool


class OfflineStore(Protocol):
    """Where the queue lives. It belongs to one person; its cursor to her sign-in as well.

    After signing in anew, keep the queue and set the cursor to None.
    """

    def load(self) -> Kept:
        """Return what is kept."""

    def save(self, kept: Kept, told: Told | None) -> None:
        """Keep this and, in the same transaction, take over what was told.

        `changes` go in the place of records of their kind and id, `deleted` away, and
        `notifications` are all that stand.
        """


@dataclass(frozen=True, slots=True)
class RefusedChange:
    """A change that will not be stored as it is: show its problem and its `safety_texts`."""

    change: models.Change
    problem: models.ChangeProblem


class OfflineQueue:
    """Keeps what was told until it is handed in."""

    def __init__(self, api: Operations, store: OfflineStore) -> None:
        self._api, self._store = api, store
        self._changing, self._syncing = Lock(), Lock()

    def add(self, kind: str, body: dict[str, Any], id: str | None = None) -> str:
        """Keep a change until it is handed in, and return its id; what is corrected keeps it."""
        change: models.Change = {"kind": kind, "id": id or str(uuid4()), "body": body}
        self._change(lambda kept: replace(kept, queue=(*kept.queue, change)))
        return change["id"]

    def sync(self) -> list[RefusedChange]:
        """Hand in all that is kept, take over all that is told; return what is refused for good.

        Raises Offline or Refused, and then keeps what was not handed in: sync again later.
        """
        with self._syncing:
            refused: list[RefusedChange] = []
            # What may succeed later stays at the head of the queue, and is not sent again at once.
            stays, is_done = 0, False
            while not is_done:
                sent = self._store.load().queue[stays : stays + MOST_CHANGES]
                told = self._send(sent)
                found = list(zip(sent, told.answer["results"], strict=True))
                later = tuple(each for each, result in found if _is_retryable(result["problem"]))
                self._take(told, stays, len(sent), later)
                refused += [
                    RefusedChange(each, problem)
                    for each, result in found
                    if (problem := result["problem"]) and not problem["retryable"]
                ]
                stays += len(later)
                left = len(self._store.load().queue) - stays
                is_done = not left and not told.answer["has_more"]
            return refused

    def _take(self, told: Told, stays: int, sent: int, later: tuple[models.Change, ...]) -> None:
        """Take what was handed in out of the queue; what was added meanwhile comes after it."""
        cursor, plan_token = told.answer["cursor"], told.answer["plan_token"]
        self._change(
            lambda kept: Kept(
                (*kept.queue[:stays], *later, *kept.queue[stays + sent :]), cursor, plan_token
            ),
            told,
        )

    def _send(self, changes: tuple[models.Change, ...]) -> Told:
        cursor = self._store.load().cursor
        try:
            return self._ask(cursor, changes)
        except Refused as refused:
            if cursor is None or refused.code not in ANEW:
                raise
            return self._ask(None, changes)

    def _ask(self, cursor: str | None, changes: tuple[models.Change, ...]) -> Told:
        sent_at = datetime.now(UTC).isoformat()
        body: models.SyncIn = {"cursor": cursor, "changes": list(changes), "sent_at": sent_at}
        return Told(self._api.sync(body), is_all=cursor is None)

    def _change(self, edit: Callable[[Kept], Kept], told: Told | None = None) -> None:
        """Change what is kept, one after the other, so that no change is lost to another."""
        with self._changing:
            self._store.save(edit(self._store.load()), told)


def _is_retryable(problem: models.ChangeProblem | None) -> bool:
    return problem is not None and problem["retryable"]
