"""SQL that makes every INSERT into a table fail, so that a request fails halfway."""

from sqlalchemy import text

from tests.acting.care import Care

BROKEN = {
    "sqlite": [
        "CREATE TRIGGER broken BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RAISE EXCEPTION 'no'; END $$",
        "CREATE TRIGGER broken BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION broken()",
    ],
}
MENDED = {
    "sqlite": "DROP TRIGGER broken",
    "postgresql": "DROP TRIGGER broken ON {table}",
}


async def run_sql(care: Care, *statements: str) -> None:
    async with care.sessions.engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))
