"""The queue of what is told offline; the server is a function here."""

import json
import unittest
from collections.abc import Callable
from typing import Any

import httpx
from carryover_client import Client, Kept, Offline, OfflineQueue, Retries, Told

Sent = dict[str, Any]
Answer = Callable[[Sent], httpx.Response]
PROBLEM = {"type": "", "title": "x", "errors": []}
BAD = PROBLEM | {"status": 422, "code": "invalid", "retryable": False}
BUSY = PROBLEM | {"status": 503, "code": "unavailable", "retryable": True}


def answer(cursor: str, *, has_more: bool = False) -> Answer:
    """Return what stores each change but those that have a problem by their kind."""

    def told(sent: Sent) -> httpx.Response:
        results = []
        for each in sent["changes"]:
            problem = {"bad": BAD, "busy": BUSY}.get(each["kind"])
            status = "refused" if problem else "stored"
            results.append({"id": each["id"], "status": status, "problem": problem})
        body = {"results": results, "cursor": cursor, "plan_token": f"of {cursor}"}
        return httpx.Response(200, json=body | {"has_more": has_more, "changes": []})

    return told


def gone(_: Sent) -> httpx.Response:
    body = BAD | {"status": 410, "code": "cursor_expired", "request_id": "1"}
    headers = {"content-type": "application/problem+json"}
    return httpx.Response(410, content=json.dumps(body), headers=headers)


def lost(_: Sent) -> httpx.Response:
    raise httpx.ReadError("gone")


class Served(unittest.TestCase):
    def queue(self, *answers: Answer, cursor: str | None = None) -> OfflineQueue:
        """Return a queue whose server gives these answers in turn."""
        left = iter(answers)
        self.kept = Kept(cursor=cursor)
        self.came: list[Sent] = []
        self.told: list[bool] = []

        def served(request: httpx.Request) -> httpx.Response:
            self.came.append(json.loads(request.content))
            return next(left)(self.came[-1])

        client = Client(
            "https://api.example.org",
            retries=Retries(attempts=2),
            transport=httpx.MockTransport(served),
            sleep=lambda _: None,
        )
        self.addCleanup(client.__exit__, None, None, None)
        return OfflineQueue(client, self)

    def load(self) -> Kept:
        return self.kept

    def save(self, kept: Kept, told: Told | None) -> None:
        self.kept = kept
        self.told += [] if told is None else [told.is_all]

    def ids(self) -> list[list[str]]:
        return [[each["id"] for each in sent["changes"]] for sent in self.came]

    def test_what_is_more_than_a_hundred_is_handed_in_by_several_requests(self) -> None:
        queue = self.queue(answer("c1"), answer("c2"))
        ids = [queue.add("log", {"n": n}) for n in range(130)]
        self.assertEqual(queue.sync(), [])
        self.assertEqual(self.ids(), [ids[:100], ids[100:]])
        self.assertEqual([sent["cursor"] for sent in self.came], [None, "c1"])
        self.assertEqual(self.kept, Kept((), "c2", "of c2"))

    def test_after_a_lost_answer_the_same_is_sent_again_stamped_anew(self) -> None:
        queue = self.queue(lost, answer("c2"), cursor="c1")
        queue.add("check_in", {"pain_average": 4})
        queue.sync()
        first, again = self.came
        self.assertGreater(again.pop("sent_at"), first.pop("sent_at"))
        self.assertEqual(again, first)

    def test_what_is_given_up_is_kept_with_its_id(self) -> None:
        queue = self.queue(lost, lost, answer("c2"), cursor="c1")
        name = queue.add("check_in", {"pain_average": 4})
        with self.assertRaises(Offline):
            queue.sync()
        self.assertEqual((self.kept.queue[0]["id"], self.kept.cursor), (name, "c1"))
        queue.sync()
        self.assertEqual((self.ids()[2], self.kept.queue), ([name], ()))

    def test_an_expired_cursor_starts_anew_with_the_same_changes(self) -> None:
        queue = self.queue(gone, answer("c1", has_more=True), answer("c2"), cursor="old")
        name = queue.add("log", {})
        queue.sync()
        self.assertEqual([sent["cursor"] for sent in self.came], ["old", None, "c1"])
        self.assertEqual(self.ids(), [[name], [name], []])
        # All records go before the first of the two answers, and not before the second.
        self.assertEqual(self.told, [True, False])

    def test_what_may_succeed_later_stays_and_what_came_meanwhile_is_sent(self) -> None:
        def meanwhile(sent: Sent) -> httpx.Response:
            queue.add("log", {}, "late")
            return answer("c1")(sent)

        queue = self.queue(meanwhile, answer("c2"))
        for kind in ("bad", "busy", "log"):
            queue.add(kind, {}, kind)
        refused = [(each.change["id"], each.problem["code"]) for each in queue.sync()]
        self.assertEqual(refused, [("bad", "invalid")])
        self.assertEqual(self.ids(), [["bad", "busy", "log"], ["late"]])
        self.assertEqual([each["id"] for each in self.kept.queue], ["busy"])


if __name__ == "__main__":
    unittest.main()
