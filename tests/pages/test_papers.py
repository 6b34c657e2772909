"""PDFs: one page of A4, with the figures of the page, without a name in what describes the file."""

import io
import sys
from pathlib import Path

import pytest
import segno
from httpx2 import Response
from pypdf import PdfReader

from api.pages import paper
from api.platform.lanes import Lane
from tests.acting.care import Care
from tests.acting.pasts import ago, rate
from tests.pages.browsing import Browser
from tests.pages.test_brief import improved, path_of

A4 = (595, 842)
LONG = "\n".join(f"Line {n} of what was found." for n in range(60))


def read(answer: Response) -> PdfReader:
    """Return the PDF of an answer, which nobody may keep on the way."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    return PdfReader(io.BytesIO(answer.content))


def text_of(document: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in document.pages).split())


def sizes(document: PdfReader) -> list[tuple[int, int]]:
    boxes = [page.mediabox for page in document.pages]
    return [(round(float(box.width)), round(float(box.height))) for box in boxes]


def describes(document: PdfReader) -> dict[str, str]:
    return {name: str(value) for name, value in (document.metadata or {}).items()}


async def test_a_brief_is_one_page_of_a4_with_its_figures(care: Care, ben: Browser) -> None:
    await improved(care)
    item = await care.prescribe("10:00", schedule={"start_on": ago(9).isoformat()})
    await rate(care, item, ago(9), [(2, 2)] * 5)
    answer = await ben.open(f"{path_of(care)}/brief.pdf")
    assert answer.headers["content-disposition"] == 'attachment; filename="brief.pdf"'
    document = read(answer)
    assert sizes(document) == [A4]
    text = text_of(document)
    for each in (
        "Ana",
        "As of Mar 2, 2026",
        "−2.1 Clearly better",
        "Pain 6.5 → 4.4 on average (−32 %)",
        "between −3.7 and −0.5 points",
        "No open alert.",
        "Chin tuck 5 of 5 · 100 %",
    ):
        assert each in text, each


async def test_a_full_brief_is_drawn_smaller_until_it_fits(care: Care, ben: Browser) -> None:
    await improved(care)
    for n in range(12):
        start = {"start_on": ago(20).isoformat()}
        await care.prescribe(f"{8 + n:02}:00", schedule=start)
    document = read(await ben.open(f"{path_of(care)}/brief.pdf"))
    assert sizes(document) == [A4]


async def test_a_letter_is_what_she_wrote(care: Care, ben: Browser) -> None:
    await ben.open(f"{path_of(care)}/letter")
    said = {"subject": "About Ana", "pain": "Less <i>pain</i> & more sleep.", "closing": "Ben"}
    answer = await ben.send(f"{path_of(care)}/letter.pdf", False, **said)
    assert answer.headers["content-disposition"] == 'attachment; filename="letter.pdf"'
    document = read(answer)
    assert sizes(document) == [A4]
    assert text_of(document) == "About Ana Pain Less <i>pain</i> & more sleep. Ben"


async def test_a_long_letter_has_as_many_pages_as_it_needs(care: Care, ben: Browser) -> None:
    await ben.open(f"{path_of(care)}/letter")
    said = dict.fromkeys(("course", "findings", "pain"), LONG)
    document = read(await ben.send(f"{path_of(care)}/letter.pdf", False, **said))
    assert len(document.pages) > 2
    assert set(sizes(document)) == {A4}


async def test_what_describes_a_file_names_nobody_and_leads_nowhere(
    care: Care, ben: Browser
) -> None:
    await improved(care)
    await ben.open(f"{path_of(care)}/letter")
    letter = await ben.send(f"{path_of(care)}/letter.pdf", False, subject="About Ana")
    await ben.open(f"{path_of(care)}/letter")
    brief = await ben.open(f"{path_of(care)}/brief.pdf")
    for answer, title in ((letter, "Letter"), (brief, "Brief")):
        document = read(answer)
        assert describes(document) == {"/Title": title, "/Producer": "WeasyPrint 70.0"}
        assert document.xmp_metadata is None
        assert document.outline == []
        assert all("/Annots" not in page for page in document.pages)
        assert str(care.ana.id).encode() not in answer.content
        assert "token" not in text_of(document)


async def test_nothing_is_fetched_by_what_is_drawn(tmp_path: Path) -> None:
    file = tmp_path / "there.png"
    segno.make_qr("There.").save(str(file))
    addresses = (file.as_uri(), segno.make_qr("There.").png_data_uri(), "http://127.0.0.1:9/a.png")
    asked = "".join(f'<img src="{each}">' for each in addresses)
    style = f'<link rel="stylesheet" href="{file.as_uri()}">'
    drawn = await paper.draw(f"{style}{asked}<p>There.</p>", paper.LETTER)
    document = PdfReader(io.BytesIO(drawn))
    assert text_of(document) == "There."
    assert len(document.pages[0].images) == 0


async def test_who_comes_when_too_many_wait_or_waits_too_long_loses_nothing(
    care: Care, ben: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ben.open(f"{path_of(care)}/letter")
    full = Lane("drawing", threads=1, places=0)
    for name, value in (("LANE", full), ("WITHIN_S", 0)):
        with monkeypatch.context() as changed:
            changed.setattr(paper, name, value)
            refused = await ben.send(f"{path_of(care)}/letter.pdf", False, pain="All of it.")
            assert refused.status_code == 503
            assert refused.headers["retry-after"] == "2"
            assert "The server is busy." in refused.text
            assert ">All of it.</textarea>" in refused.text


async def test_without_weasyprint_no_page_leads_to_a_pdf(
    care: Care, ben: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "brief.pdf" in (await ben.open(path_of(care))).text
    monkeypatch.setattr(paper, "find_spec", lambda _: None)
    assert "brief.pdf" not in (await ben.open(path_of(care))).text
    await ben.open(f"{path_of(care)}/letter")
    assert "letter.pdf" not in (await ben.send(f"{path_of(care)}/letter", False, pain="Less.")).text
    for answer in (
        await ben.open(f"{path_of(care)}/brief.pdf"),
        await ben.http.post(f"{path_of(care)}/letter.pdf", data={"token": await token(care, ben)}),
    ):
        assert answer.status_code == 404
        assert "This server makes no PDF. Print the page in the browser" in answer.text


async def test_where_the_system_lacks_what_draws_letters_it_is_told_alike(
    care: Care, ben: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper._weasyprint.cache_clear()
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    answer = await ben.open(f"{path_of(care)}/brief.pdf")
    assert answer.status_code == 404
    assert "This server makes no PDF." in answer.text


async def token(care: Care, ben: Browser) -> str:
    shown = (await ben.open(f"{path_of(care)}/letter")).text
    return shown.partition('name="token" value="')[2].partition('"')[0]
