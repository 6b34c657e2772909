"""An instant is stored in one form and read as one instant, however a statement takes it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.exc import StatementError

from api.platform.db import transaction
from api.tables import Client
from tests.acting.care import Care

AT = datetime(2026, 3, 2, 14, 30, 5, 250_000, tzinfo=timezone(timedelta(hours=1)))
IN_UTC = datetime(2026, 3, 2, 13, 30, 5, 250_000, tzinfo=UTC)
FORMS = {
    "with the type of its column": bindparam("at"),
    "with no type": func.coalesce(Client.readmitted_at, bindparam("at")),
}


@pytest.mark.parametrize("form", FORMS)
async def test_an_instant_is_the_same_in_whatever_form_it_is_stored(care: Care, form: str) -> None:
    mine = Client.id == care.ana.id
    async with transaction(care.sessions) as session:
        await session.execute(
            update(Client)
            .where(mine)
            .values(readmitted_at=FORMS[form])
            .execution_options(synchronize_session=False),
            {"at": AT},
        )
        (stored,) = await session.scalars(select(Client.readmitted_at).where(mine))
        asked = select(Client.id).where(mine, Client.readmitted_at == IN_UTC)
        assert (await session.scalars(asked)).all() == [care.ana.id]
    assert (stored, stored.utcoffset()) == (IN_UTC, timedelta())


async def test_an_instant_without_a_zone_is_refused(care: Care) -> None:
    async with transaction(care.sessions) as session:
        with pytest.raises(StatementError, match="without a zone"):
            await session.execute(update(Client).values(readmitted_at=AT.replace(tzinfo=None)))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_older_versions_stored_with_its_offset_is_read(care: Care) -> None:
    older = text("UPDATE clients SET readmitted_at = '2026-03-02 13:30:05+00:00'")
    async with transaction(care.sessions) as session:
        await session.execute(older)
    (found, *_) = await care.rows(select(Client.readmitted_at))
    assert found == IN_UTC.replace(microsecond=0)
