"""The client and a running server."""

import os
import unittest
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from carryover_client import Client, Kept, OfflineQueue, Refused, Tokens, Told, models

URL, EMAIL, PASSWORD = (os.environ[f"API_{name}"] for name in ("URL", "EMAIL", "PASSWORD"))


class Calls(unittest.TestCase):
    def setUp(self) -> None:
        self.client = self.enterContext(Client(URL, language="en"))
        self.client.sign_in_as(EMAIL, PASSWORD)

    def test_today_a_check_in_with_an_offset_sent_twice_and_taken_back(self) -> None:
        today = self.client.get_today()
        self.assertEqual([item["exercise"]["slug"] for item in today["items"]], ["chin-tuck"])
        recorded = os.environ["API_RECORDED_AT"]
        body: models.CheckInIn = {
            "id": os.environ["API_CHECK_IN"],
            "pain_average": 4,
            "recorded_at": recorded,
        }
        stored = self.client.put_check_in(today["on"], body)
        again = self.client.put_check_in(today["on"], body)
        self.assertEqual(stored["recorded_at"], again["recorded_at"])
        at = datetime.fromisoformat(recorded)
        self.assertEqual(datetime.fromisoformat(stored["recorded_at"]), at)
        self.assertIsNone(stored["pain_worst"])
        later = (at + timedelta(seconds=1)).isoformat()
        self.assertTrue(self.client.undo_check_in(today["on"], recorded_at=later)["undone"])

    def test_a_refusal_has_its_code_and_the_fields_that_it_is_about(self) -> None:
        with self.assertRaises(Refused) as refused:
            self.client.edit_me({"check_in_time": "8 o'clock"})
        told = [{"pointer": "/check_in_time", "code": "not_a_wall_time"}]
        self.assertEqual((refused.exception.code, refused.exception.errors), ("invalid", told))

    def test_a_token_that_is_no_longer_good_is_refreshed(self) -> None:
        kept = self.client.tokens.load()
        assert kept is not None
        self.client.tokens.save(Tokens("not a token", kept.refresh_token))
        self.assertEqual(self.client.get_me()["email"], EMAIL)
        self.assertNotEqual(self.client.tokens.load(), kept)

    def test_what_was_told_offline_is_handed_in_again_after_410_and_all_of_it_comes_back(
        self,
    ) -> None:
        phone = Phone()
        queue = OfflineQueue(self.client, phone)
        on, recorded = self.client.get_today()["on"], datetime.now(UTC).isoformat()
        name = queue.add("check_in", {"date": on, "stress": 3, "recorded_at": recorded})
        queue.add("settings", {"reminder_cap": 99, "recorded_at": recorded})
        pointers = [each.problem["errors"][0]["pointer"] for each in queue.sync()]
        self.assertEqual(pointers, ["/reminder_cap"])
        self.assertEqual(phone.dates("check_in"), [on])
        self.assertIn(("day", on), phone.has)
        later = datetime.now(UTC).isoformat()
        queue.add("check_in_undo", {"date": on, "recorded_at": later}, name)
        phone.kept = replace(phone.kept, cursor="somebody else's")
        self.assertEqual(queue.sync(), [])
        self.assertEqual(phone.dates("check_in"), [])
        self.assertIn(("day", on), phone.has)


class Phone:
    """What a phone keeps: the queue, and the records by kind and id."""

    def __init__(self) -> None:
        self.kept, self.has = Kept(), dict[tuple[str, str], Any]()

    def dates(self, kind: str) -> list[str]:
        return [body["date"] for (each, _), body in self.has.items() if each == kind]

    def load(self) -> Kept:
        return self.kept

    def save(self, kept: Kept, told: Told | None) -> None:
        self.kept = kept
        if told is not None and told.is_all:
            self.has = {}
        for each in told.answer["changes"] if told else ():
            self.has[each["kind"], each["id"]] = each["body"]
        for gone in told.answer["deleted"] if told else ():
            del self.has[gone["kind"], gone["id"]]


if __name__ == "__main__":
    unittest.main()
