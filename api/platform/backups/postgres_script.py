"""What psql is told around what pg_restore makes of a backup, and what its errors mean."""

import re
from collections.abc import Collection
from pathlib import Path

from api.platform.backups.postgres_tools import fault_of_tool
from api.platform.database_urls import SETTING
from api.platform.faults import Fault

# Our own errors within the script.
NEWER, HELD = "CO001", "55P03"
_STATE = re.compile(r"(?:ERROR|FATAL):\s+([0-9A-Z]{5})\b")
# All tables, and the functions of their triggers, that are no part of an extension.
BEGIN = """
BEGIN;
SET client_min_messages = error;
SET lock_timeout = '10s';
DO $carryover$
DECLARE
    each text;
BEGIN
    FOR each IN SELECT c.oid::regclass FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e')
    LOOP EXECUTE 'DROP TABLE IF EXISTS ' || each || ' CASCADE'; END LOOP;
    FOR each IN SELECT p.oid::regprocedure FROM pg_proc p
        WHERE p.pronamespace = current_schema()::regnamespace AND p.prorettype = 'trigger'::regtype
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
    LOOP EXECUTE 'DROP FUNCTION IF EXISTS ' || each || ' CASCADE'; END LOOP;
END
$carryover$;
"""
_END = """
RESET search_path;
DO $carryover$
BEGIN
    IF NOT EXISTS (SELECT FROM alembic_version WHERE version_num IN ({known})) THEN
        RAISE EXCEPTION USING ERRCODE = '{newer}';
    END IF;
END
$carryover$;
COMMIT;
"""


def end_if_known(known: Collection[str]) -> str:
    """Return the end of the script, which commits if the migration is a known one."""
    listed = ", ".join(f"'{each}'" for each in sorted(known))
    return _END.format(known=listed, newer=NEWER)


def fault_of_script(told: str, path: Path) -> Fault:
    """Return what psql ended with while it read a script made of a backup."""
    state = found[1] if (found := _STATE.search(told)) else ""
    if state == NEWER:
        return Fault(f"{path} is of a newer version of Carryover. Restore it with that version.")
    if state == HELD:
        return Fault(f"{SETTING}: others hold tables of the database. Stop API and workers first.")
    if state == "42P01":
        return Fault(f"{path} is no backup of Carryover's.")
    if state:
        return Fault(f"{SETTING}: PostgreSQL did not take all of {path} (SQLSTATE {state}).")
    return fault_of_tool("psql", told)
