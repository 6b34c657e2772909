"""The table of what wrong callers try: its rows, and what they may ask for."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import jwt
from fastapi import FastAPI
from httpx2 import AsyncClient

from tests.acting.care import Care

TODAY = "2026-03-02"
CHECK_IN = f"/v1/me/check-ins/{TODAY}"
CLIENTS = "/v1/clients"
JSON = {"content-type": "application/json"}


@dataclass(frozen=True, slots=True)
class House:
    """What a row may ask for."""

    care: Care
    http: AsyncClient
    app: FastAPI


Drive = Callable[[House], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Row:
    """`more` names the tests that vary it, as file and function."""

    drive: Drive
    more: tuple[str, ...] = ()


TABLE: dict[str, Row] = {}


def row(sentence: str, *more: str) -> Callable[[Drive], Drive]:
    """Put what drives a sentence into the table."""

    def put(drive: Drive) -> Drive:
        TABLE[sentence] = Row(drive, more)
        return drive

    return put


def claims_of(token: str) -> dict[str, Any]:
    said: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return said
