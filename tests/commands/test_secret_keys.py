"""A key is made, takes the place of the one in use, and the one before is removed."""

import json
import re
from pathlib import Path

import httpx2
import jwt

from api.platform.keys import id_of
from tests.acting.credentials import AUTH
from tests.commands.acting import PRACTICE, TYPED, told_by
from tests.commands.test_settings_faults import told_of_secrets
from tests.databases import KEY, migrate
from tests.processes import carryover, environment, serving

BEN = "ben@example.org"


def new_key() -> str:
    env = environment("sqlite:///nowhere/at-all.db", SECRET_KEY="")
    made = json.loads(carryover("new-secret-key", env=env))
    assert made.keys() == {"secret_key", "key_id"}
    assert re.fullmatch(r"[0-9a-f]{64}", made["secret_key"])
    assert made["key_id"] == id_of(made["secret_key"])
    return str(made["secret_key"])


def vocabulary(url: str, token: str) -> int:
    headers = {"authorization": f"Bearer {token}"}
    return httpx2.get(f"{url}/v1/vocabulary", headers=headers).status_code


def test_who_is_signed_in_stays_so_while_the_key_is_changed_and_after(tmp_path: Path) -> None:
    database, log = f"sqlite:///{tmp_path}/kept.db", tmp_path / "api.log"
    migrate(database)
    carryover(*PRACTICE, env=environment(database), stdin=TYPED)
    with serving(environment(database), log) as (url, _):
        body = {"email": BEN, "password": TYPED.strip()}
        first = httpx2.post(f"{url}{AUTH}/sign-in", json=body).json()
    new = new_key()
    changing = environment(database, SECRET_KEY=new, OTHER_SECRET_KEYS=KEY)
    with serving(changing, log) as (url, _):
        assert vocabulary(url, first["access_token"]) == 200
        renewed = {"refresh_token": first["refresh_token"]}
        fresh = httpx2.post(f"{url}{AUTH}/refresh", json=renewed).json()
    assert jwt.get_unverified_header(fresh["access_token"])["kid"] == id_of(new)
    with serving(environment(database, SECRET_KEY=new), log) as (url, _):
        assert vocabulary(url, first["access_token"]) == 401
        assert vocabulary(url, fresh["access_token"]) == 200
        renewed = {"refresh_token": fresh["refresh_token"]}
        assert httpx2.post(f"{url}{AUTH}/refresh", json=renewed).status_code == 200
    assert new not in log.read_text()
    assert KEY not in log.read_text()


def test_a_short_key_is_refused_wherever_it_stands(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path}/fine.db")
    short = "short-and-secret"
    env = environment(f"sqlite:///{tmp_path}/fine.db", OTHER_SECRET_KEYS=f"{KEY}, {short}")
    line = told_by("serve", env=env, secret=short)
    assert line.startswith("CARRYOVER_OTHER_SECRET_KEYS: shorter than 32 characters")
    assert KEY not in line


def test_the_other_keys_may_stand_in_a_file_as_the_first_one_may(tmp_path: Path) -> None:
    (tmp_path / "carryover_secret_key").write_text(f"{KEY}\n")
    (tmp_path / "carryover_other_secret_keys").write_text("no-one-reads-this\n")
    line = told_of_secrets(tmp_path, environment("sqlite:///unused.db", SECRET_KEY=""))
    assert line.startswith("CARRYOVER_OTHER_SECRET_KEYS: shorter than 32 characters")
