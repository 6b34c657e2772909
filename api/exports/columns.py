"""How a table is told of: whose its rows are, and who gets which of its columns, or why nobody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement

from api.platform.base import Base

Reader = Literal["client", "therapist"]
Owned = Callable[[UUID], ColumnElement[bool]]
# In place of names: whatever columns there are.
ALL = "*"
# Why a column is in no copy.
IMPLIED = "The whole copy is of this client."
A_KEY = "It opens something, or proves who somebody is: a copy of it would be a key."
WORKINGS = "It says nothing of her, only how the service does its work."
DERIVED = "It is made of other columns, to sort or to find by."
OF_THERAPISTS = "Only therapists have it; of a client it is always the same."


@dataclass(frozen=True, slots=True)
class Held:
    """A table with rows of a client: `of` says which; names are separated by spaces.

    `both` has the columns that she and her therapist get, `hers` what she alone gets (her sign-ins,
    her phones, what she set for herself), `theirs` what only therapists get: their own notes, which
    the product never shows to her. `left_out` has why a column is in no copy. `by` has the
    columns that rows are sorted by, none of which is ever null. A therapist gets those rows that
    `theirs_are`, if that is said.
    """

    model: type[Base]
    of: Owned
    both: str = ""
    hers: str = ""
    theirs: str = ""
    left_out: Mapping[str, str] = field(default_factory=dict)
    by: str = "created_at"
    theirs_are: ColumnElement[bool] | None = None

    @property
    def name(self) -> str:
        """The name of the table."""
        return str(self.model.__tablename__)

    def columns(self, reader: Reader) -> tuple[str, ...]:
        """Return the columns that a reader gets, in the order of the table; none: not the table."""
        named = {*self.both.split(), *(self.hers if reader == "client" else self.theirs).split()}
        every = ALL in named
        there: Any = self.model.__table__.columns
        return tuple(each.name for each in there if every or each.name in named)

    def which(self, client_id: UUID, reader: Reader) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions of the rows that a reader gets."""
        more = (self.theirs_are,) if reader == "therapist" and self.theirs_are is not None else ()
        return (self.of(client_id), *more)

    @property
    def told(self) -> frozenset[str]:
        """Every column that is told of, whoever gets it."""
        left_out = (name for names in self.left_out for name in names.split())
        return frozenset((*self.both.split(), *self.hers.split(), *self.theirs.split(), *left_out))


def own(model: Any) -> Owned:
    """Rows that name the client."""
    return lambda client_id: model.client_id == client_id


def of_account(model: Any) -> Owned:
    """Rows that name her account, whose id is hers."""
    return lambda client_id: model.account_id == client_id


def itself(model: Any) -> Owned:
    """The row that is she."""
    return lambda client_id: model.id == client_id
