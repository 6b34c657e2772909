"""The cast of the tests: Ana, her therapist Ben, and those who are strangers to her."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from httpx2 import AsyncClient, Response
from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.tokens import issue_access_token
from api.accounts.practices import NewPractice, create_practice
from api.platform.db import Sessions, transaction
from api.platform.keys import Keys
from api.tables import Account, Base, CareLink, Client, SignIn, ZoneChange

# Nobody's password has it.
BERLIN, NO_HASH = "Europe/Berlin", "no hash"
A_YEAR = timedelta(days=365)
Rows = list[tuple[Table, list[dict[str, Any]]]]


@dataclass(slots=True)
class Person:
    """Someone signed in, with the phone or browser they use."""

    id: UUID
    practice_id: UUID
    http: AsyncClient
    token: str
    headers: dict[str, str] = field(default_factory=dict)

    async def call(self, method: str, path: str, **more: Any) -> Response:
        headers = {"authorization": f"Bearer {self.token}", **self.headers}
        headers |= more.pop("headers", {})
        return await self.http.request(method, path, headers=headers, **more)

    async def get(self, path: str, **more: Any) -> Response:
        return await self.call("GET", path, **more)

    async def post(self, path: str, json: Any = None, **more: Any) -> Response:
        return await self.call("POST", path, json=json, **more)

    async def put(self, path: str, json: Any, **more: Any) -> Response:
        return await self.call("PUT", path, json=json, **more)

    async def patch(self, path: str, json: Any, **more: Any) -> Response:
        return await self.call("PATCH", path, json=json, **more)

    async def delete(self, path: str, **more: Any) -> Response:
        return await self.call("DELETE", path, **more)


@dataclass(frozen=True, slots=True)
class Cast:
    """Ben (admin) cares for Ana; Dora, of the same practice, for Cy; Eve, elsewhere, for Fay."""

    ana: Person
    ben: Person
    cy: Person
    dora: Person
    eve: Person
    fay: Person


class Casting:
    """Puts people into a database, signed in."""

    def __init__(self, sessions: Sessions, http: AsyncClient, now: datetime, keys: Keys) -> None:
        self._sessions, self._http, self._now, self._keys = sessions, http, now, keys

    async def full(self) -> Cast:
        """Put the whole cast into an empty database.

        Of one instant it is written by the product once, and from then on the same rows serve.
        """
        async with transaction(self._sessions) as session:
            kept = _KEPT.get(self._now)
            if kept is None:
                assert not await _rows(session), "all rows there are would be kept as the cast's"
                cast = await self._written(session)
                kept = _KEPT[self._now] = cast, await _rows(session)
            else:
                await _put_back(session, kept[1])
        people = {name: getattr(kept[0], name) for name in Cast.__slots__}
        return Cast(
            **{name: replace(each, http=self._http, headers={}) for name, each in people.items()}
        )

    async def _written(self, session: AsyncSession) -> Cast:
        ben = await self._open_practice(session, "Ben")
        dora = await self._add_therapist(session, ben.practice_id, "Dora")
        eve = await self._open_practice(session, "Eve")
        return Cast(
            ana=await self._add_client(session, ben, "Ana", BERLIN),
            ben=ben,
            cy=await self._add_client(session, dora, "Cy", BERLIN),
            dora=dora,
            eve=eve,
            fay=await self._add_client(session, eve, "Fay", BERLIN),
        )

    async def practice(self, admin: str) -> Person:
        async with transaction(self._sessions) as session:
            return await self._open_practice(session, admin)

    async def therapist(self, practice_id: UUID, name: str) -> Person:
        async with transaction(self._sessions) as session:
            return await self._add_therapist(session, practice_id, name)

    async def client(self, therapist: Person, name: str, timezone: str = BERLIN) -> Person:
        async with transaction(self._sessions) as session:
            return await self._add_client(session, therapist, name, timezone)

    async def phone(self, person: Person) -> Person:
        """Return the same person with another phone that she signed in with."""
        async with transaction(self._sessions) as session:
            return await self._signed_in(session, await session.get_one(Account, person.id))

    async def _open_practice(self, session: AsyncSession, admin: str) -> Person:
        new = NewPractice(f"{admin}'s", BERLIN, admin, f"{admin.lower()}@example.org", NO_HASH)
        _, account_id = await create_practice(session, new, self._now)
        return await self._signed_in(session, await session.get_one(Account, account_id))

    async def _add_therapist(self, session: AsyncSession, practice_id: UUID, name: str) -> Person:
        account = self._account(practice_id, name, "therapist", BERLIN)
        account.email, account.password_hash = f"{name.lower()}@example.org", NO_HASH
        session.add(account)
        await session.flush()
        return await self._signed_in(session, account)

    async def _add_client(
        self, session: AsyncSession, therapist: Person, name: str, timezone: str
    ) -> Person:
        account = self._account(therapist.practice_id, name, "client", timezone)
        session.add(account)
        await session.flush()
        session.add(self._client(account))
        await session.flush()
        session.add_all(self._ties(account, therapist))
        return await self._signed_in(session, account)

    def _account(self, practice_id: UUID, name: str, role: str, timezone: str) -> Account:
        return Account(
            id=uuid4(),
            created_at=self._now,
            practice_id=practice_id,
            role=role,
            admin=False,
            name=name,
            locale="en",
            timezone=timezone,
        )

    def _client(self, account: Account) -> Client:
        return Client(
            id=account.id,
            created_at=self._now,
            practice_id=account.practice_id,
            conditions=[],
            quiet_from=time(21),
            quiet_to=time(8),
            check_in_time=time(18, 30),
            reminder_cap=6,
            plan_revision=0,
        )

    def _ties(self, account: Account, therapist: Person) -> tuple[ZoneChange, CareLink]:
        zone = ZoneChange(
            created_at=self._now,
            client_id=account.id,
            timezone=account.timezone,
            from_at=self._now,
        )
        care = CareLink(
            created_at=self._now,
            client_id=account.id,
            therapist_id=therapist.id,
            practice_id=account.practice_id,
        )
        return zone, care

    async def _signed_in(self, session: AsyncSession, account: Account) -> Person:
        row = endless_sign_in(account.id, self._now)
        session.add(row)
        await session.flush()
        token, _ = issue_access_token(account.id, row.id, self._now, self._keys)
        return Person(account.id, account.practice_id, self._http, token)


def endless_sign_in(account_id: UUID, now: datetime, **more: Any) -> SignIn:
    """Return a sign-in that is never over by itself, however far a test moves its clock."""
    lasts = {"last_used_at": now, "expires_at": now + 100 * A_YEAR}
    return SignIn(created_at=now, account_id=account_id, **lasts, **more)


async def _rows(session: AsyncSession) -> Rows:
    """Return all rows there are, in an order in which they can be put back."""
    await session.flush()
    connection = await session.connection()
    found = [
        (table, [dict(row) for row in (await connection.execute(select(table))).mappings()])
        for table in Base.metadata.sorted_tables
    ]
    return [(table, rows) for table, rows in found if rows]


async def _put_back(session: AsyncSession, kept: Rows) -> None:
    connection = await session.connection()
    for table, rows in kept:
        await connection.execute(insert(table), rows)


_KEPT: dict[datetime, tuple[Cast, Rows]] = {}
