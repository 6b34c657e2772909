"""Every table and every column is told of: who gets a copy of it, or why nobody does."""

import pytest

from api.exports.columns import A_KEY, ALL
from api.exports.held import HELD, NOT_HELD
from api.tables import Base

TABLES = Base.metadata.tables
BY_NAME = {each.name: each for each in HELD}
# What must never leave, wherever it stands.
SECRETS = ("hash", "token", "sealed", "target", "digest", "secret")


def test_every_table_is_in_a_copy_or_it_is_told_why_not():
    assert len(BY_NAME) == len(HELD)
    assert not BY_NAME.keys() & NOT_HELD.keys()
    assert BY_NAME.keys() | NOT_HELD.keys() == TABLES.keys()
    assert all(reason.endswith(".") for reason in NOT_HELD.values())


@pytest.mark.parametrize("name", BY_NAME)
def test_every_column_is_in_a_copy_or_it_is_told_why_not(name: str):
    held, columns = BY_NAME[name], {each.name for each in TABLES[name].columns}
    if ALL not in held.told:
        assert held.told == columns, "say in api/exports/held*.py who gets a copy of it, or why not"
    assert all(reason.endswith(".") for reason in held.left_out.values())
    named = f"{held.both} {held.hers} {held.theirs} {' '.join(held.left_out)}".split()
    assert len(named) == len(set(named)), "told of twice"


def test_a_column_that_is_not_told_of_fails():
    held = BY_NAME["check_ins"]
    assert held.told != {each.name for each in TABLES["check_ins"].columns} | {"new"}


def test_no_secret_is_in_any_copy():
    for held in HELD:
        for reader in ("client", "therapist"):
            for column in held.columns(reader):
                told = f"{held.name}.{column}"
                is_secret = any(each in column for each in SECRETS) and column != "target_kind"
                assert not is_secret, told


def test_what_is_a_key_is_left_out_for_that():
    keys = {
        f"{held.name}.{column}"
        for held in HELD
        for names, reason in held.left_out.items()
        for column in names.split()
        if reason == A_KEY
    }
    assert keys == {
        "accounts.password_hash",
        "devices.target",
        "devices.target_p256dh",
        "devices.target_auth",
        "devices.proof_hash",
        "firebase_identities.user_hash",
        "one_time_codes.code_hash",
    }


def test_what_a_therapist_wrote_for_herself_is_in_no_copy_of_the_client():
    private = {
        "appointments": {"findings", "rom", "note"},
        "brief_reads": {"snapshot"},
        "prescription_pauses": {"reason", "resume_note"},
        "prescription_versions": {"max_pain_reason", "clearance_reason", "cleared"},
        "alerts": {"useful"},
    }
    for name, held in BY_NAME.items():
        theirs = set(held.columns("therapist")) - set(held.columns("client"))
        assert theirs == private.get(name, set()), name


def test_what_is_hers_alone_is_in_no_copy_of_a_therapist():
    for name in ("sign_ins", "devices", "one_time_codes", "audit_events", "told_preferences"):
        assert BY_NAME[name].columns("therapist") == (), name
        assert BY_NAME[name].columns("client"), name
    assert {"email", "role"} <= set(BY_NAME["accounts"].columns("client"))
    assert "email" not in BY_NAME["accounts"].columns("therapist")
