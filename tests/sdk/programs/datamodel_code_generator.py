"""Sign in, read today, check in and be refused, with the models of datamodel-code-generator."""

import json
import os
from typing import TypeVar

import httpx
import models
from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)


def read(answer: httpx.Response, model: type[M]) -> M:
    return model.model_validate_json(answer.content)


def body(value: BaseModel) -> bytes:
    return value.model_dump_json(exclude_unset=True).encode()


with httpx.Client(base_url=os.environ["API_URL"]) as http:
    http.headers["content-type"] = "application/json"
    who = models.SignInIn(email=os.environ["API_EMAIL"], password=os.environ["API_PASSWORD"])
    tokens = read(http.post("/v1/auth/sign-in", content=body(who)), models.TokensOut)
    http.headers["authorization"] = f"Bearer {tokens.access_token}"

    today = read(http.get("/v1/me/today"), models.TodayOut)

    said = {"id": os.environ["API_CHECK_IN"], "recorded_at": os.environ["API_RECORDED_AT"]}
    check_in = models.CheckInIn.model_validate(said | {"pain_average": 4})
    path = f"/v1/me/check-ins/{today.on}"
    stored = read(http.put(path, content=body(check_in)), models.StoredCheckIn)

    refused = read(http.put(path, json=said | {"pain_average": 11}), models.Problem)

print(
    json.dumps(
        {
            "exercises": [item.exercise.slug for item in today.items],
            "recordedAt": stored.recorded_at.isoformat().replace("+00:00", "Z"),
            "painAverage": stored.pain_average,
            "painWorst": stored.pain_worst,
            "problem": refused.code,
            "pointer": refused.errors[0].pointer,
        }
    )
)
