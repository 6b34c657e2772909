"""What the client does on a bad network; the server is a function here."""

import json
import unittest
from collections.abc import Callable
from typing import Any

import httpx
from carryover_client import Client, Offline, Refused, Retries, Tokens

Answer = Callable[[], httpx.Response]


def refusal(status: int, code: str, **headers: str) -> Answer:
    body = {"type": "", "title": "x", "status": status, "code": code, "errors": []}
    body |= {"request_id": "1", "retryable": False}
    said = {"content-type": "application/problem+json"} | headers
    return lambda: httpx.Response(status, content=json.dumps(body), headers=said)


def lost() -> httpx.Response:
    raise httpx.ConnectError("no route")


def said(status: int = 200, **body: Any) -> Answer:
    return lambda: httpx.Response(status, json=body)


TODAY = said(on="2026-03-02")
FRESH = said(access_token="new", refresh_token="r2")
EXPIRED = refusal(401, "token_expired")


class Served(unittest.TestCase):
    def client(self, *answers: Answer) -> Client:
        """Return a client whose server gives these answers in turn."""
        left = iter(answers)
        self.came: list[tuple[str, str | None]] = []
        self.waits: list[float] = []

        def answer(request: httpx.Request) -> httpx.Response:
            self.came.append((request.url.path, request.headers.get("authorization")))
            return next(left)()

        client = Client(
            "https://api.example.org/",
            retries=Retries(attempts=3),
            transport=httpx.MockTransport(answer),
            sleep=self.waits.append,
        )
        client.tokens.save(Tokens("old", "r1"))
        self.addCleanup(client.__exit__, None, None, None)
        return client

    def test_a_lost_read_is_sent_again(self) -> None:
        client = self.client(lost, refusal(503, "unavailable", **{"retry-after": "2"}), TODAY)
        self.assertEqual(client.get_today()["on"], "2026-03-02")
        self.assertEqual(self.waits[1], 2)

    def test_it_gives_up_and_says_that_it_is_offline(self) -> None:
        with self.assertRaises(Offline):
            self.client(lost, lost, lost).get_today()
        self.assertEqual(len(self.came), 3)

    def test_a_post_without_a_key_is_sent_once_and_one_with_a_key_again(self) -> None:
        with self.assertRaises(Offline):
            self.client(lost).send_test_push("phone")
        found = self.client(lost, said(201, reminder_id="1")).send_test_push(
            "phone", idempotency_key="k"
        )
        self.assertEqual(found["reminder_id"], "1")

    def test_the_login_page_of_a_hotel_is_being_offline(self) -> None:
        page = lambda: httpx.Response(200, html="<html>")  # noqa: E731
        with self.assertRaises(Offline):
            self.client(page, page, page).get_today()

    def test_an_expired_token_is_refreshed_once(self) -> None:
        client = self.client(EXPIRED, FRESH, TODAY)
        client.get_today()
        paths = ["/v1/me/today", "/v1/auth/refresh", "/v1/me/today"]
        self.assertEqual(
            self.came, list(zip(paths, ["Bearer old", None, "Bearer new"], strict=True))
        )
        self.assertEqual(client.tokens.load(), Tokens("new", "r2"))

    def test_a_refused_refresh_ends_the_sign_in_and_a_lost_one_does_not(self) -> None:
        client = self.client(EXPIRED, refusal(401, "sign_in_expired"))
        with self.assertRaises(Refused):
            client.get_today()
        self.assertIsNone(client.tokens.load())
        client = self.client(EXPIRED, lost, EXPIRED, FRESH, TODAY)
        client.get_today()
        self.assertEqual(client.tokens.load(), Tokens("new", "r2"))

    def test_a_refusal_is_told_by_its_code_and_how_long_to_wait(self) -> None:
        client = self.client(refusal(429, "too_many_attempts", **{"retry-after": "900"}))
        with self.assertRaises(Refused) as refused:
            client.get_today()
        found = refused.exception
        self.assertEqual((found.code, found.retry_after_s), ("too_many_attempts", 900))


if __name__ == "__main__":
    unittest.main()
