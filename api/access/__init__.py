"""Who is calling, what she may see and do, what a handler may ask for, and the audit.

`visibility` alone decides; it is read by the name of this package: `access.fetch(...)`. What the
admin right needs besides is told by `admins`.
It writes three things: events of the audit, when a client's phone was last heard of, and what is
answered to a POST with an Idempotency-Key, which a router takes by its `RepeatableRoute`.
It has no rules in `api/rules/`; its tables are in `api/tables/people.py` and `accounts.py`.
"""

from api.access.admins import may_administer, require_admin
from api.access.visibility import (
    allow,
    client,
    client_ids,
    fetch,
    fetch_each,
    in_my_care,
    is_seen,
    is_shared,
    lock_practice,
    note,
    note_edit,
    own_or_absent,
    practice_client,
    practice_therapist,
    visible,
)

__all__ = [
    "allow",
    "client",
    "client_ids",
    "fetch",
    "fetch_each",
    "in_my_care",
    "is_seen",
    "is_shared",
    "lock_practice",
    "may_administer",
    "note",
    "note_edit",
    "own_or_absent",
    "practice_client",
    "practice_therapist",
    "require_admin",
    "visible",
]
