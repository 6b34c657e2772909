"""Answers are compressed if they are long, of a kind that shrinks, and taken so by the caller."""

import pytest
from httpx2 import ASGITransport, AsyncClient, Response
from starlette.requests import Request
from starlette.responses import Response as Answer
from starlette.responses import StreamingResponse
from starlette.routing import Route, Router

from api.platform.http.answers import IN_A_THREAD_FROM, Answers

LONG, HUGE, SHORT = b"a word " * 300, b"a word " * IN_A_THREAD_FROM, b"a word"
BODIES = {"long": LONG, "huge": HUGE, "short": SHORT}


async def _answer(request: Request) -> Answer:
    body = BODIES[request.path_params["size"]]
    kind = request.query_params.get("kind", "application/json")
    if "parts" in request.query_params:
        return StreamingResponse(iter([body[:100], body[100:]]), media_type=kind)
    return Answer(body, int(request.query_params.get("status", 200)), media_type=kind)


async def ask(path: str, taken: str = "gzip", method: str = "GET", **headers: str) -> Response:
    routes = [Route("/{size}", _answer, methods=["GET", "POST"])]
    transport = ASGITransport(Answers(Router(routes)))
    async with AsyncClient(transport=transport, base_url="http://api") as http:
        return await http.request(method, path, headers={"accept-encoding": taken, **headers})


@pytest.mark.parametrize("path", ["/long", "/huge", "/long?parts", "/long?status=422"])
async def test_what_is_long_is_compressed_for_who_takes_it_and_says_that_it_depends(path):
    body = BODIES[path.partition("?")[0][1:]]
    for taken, encoding in (("gzip", "gzip"), ("br", None)):
        answer = await ask(path, taken)
        assert answer.content == body
        assert answer.headers.get("content-encoding") == encoding
        assert answer.headers["vary"] == "Accept-Encoding"
        size = int(answer.headers.get("content-length", len(body)))
        assert size < len(body) / 10 if encoding else size == len(body)


@pytest.mark.parametrize("path", ["/short", "/long?kind=image/png"])
async def test_what_is_short_or_compressed_already_is_left_as_it_is(path):
    answer = await ask(path)
    assert not {"content-encoding", "vary"} & set(answer.headers)
    assert answer.headers["content-length"] == str(len(answer.content))


async def test_a_tag_is_that_of_the_answer_however_it_is_sent():
    tags = {(await ask("/long", taken)).headers["etag"] for taken in ("gzip", "br")}
    (tag,) = tags
    for condition in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        known = await ask("/long", **{"if-none-match": condition})
        assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", tag)
        assert not {"content-type", "content-length", "content-encoding"} & set(known.headers)
    assert (await ask("/long", **{"if-none-match": '"other"'})).status_code == 200
    for path, method in (("/long?status=404", "GET"), ("/long", "POST")):
        assert "etag" not in (await ask(path, method=method)).headers
