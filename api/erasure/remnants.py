"""What a deletion leaves behind in the files of SQLite, which is overwritten at once.

Deleted rows are overwritten within their pages (`secure_delete`), but the log keeps the pages as
they were until it is emptied. PostgreSQL gives the room back by its vacuum.
"""

import structlog

from api.platform.db import Sessions
from api.platform.engines import LEASED

log = structlog.get_logger("carryover.erasure")
EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"


async def overwrite_remnants(sessions: Sessions) -> None:
    """Empty SQLite's log, once nobody reads what is older; waits for that as for a lock."""
    if sessions.engine.dialect.name != "sqlite":
        return
    async with sessions.engine.connect() as connection:
        # Outside of a transaction: within one it would be refused.
        await connection.execution_options(**{LEASED: True})
        is_busy, *_ = (await connection.exec_driver_sql(EMPTY_LOG)).one()
    if is_busy:
        log.warning("log_not_emptied")
