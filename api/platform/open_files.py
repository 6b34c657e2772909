"""How many files and sockets this process may have open."""

import resource

import structlog

log = structlog.get_logger("carryover.server")
# Listeners, the event loop, libraries, and the files of SQLite's pool.
OWN = 72
FEWEST = 16


def connections_within(wanted: int, others: int) -> int:
    """Return how many connections there is room for beside other sockets.

    The process raises its own limit as far as it may; a line tells when that is not enough.
    """
    needed = wanted + others + OWN
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return wanted
    fewer = max(soft - others - OWN, FEWEST)
    log.warning(
        "connections_lowered", setting="CARRYOVER_MAX_CONNECTIONS", open_files=soft, to=fewer
    )
    return fewer
