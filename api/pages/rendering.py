"""From what a page shows to HTML, in the reader's language."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from babel import Locale
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.access.callers import Caller
from api.library.wording import Wording
from api.pages.assets import address_of
from api.pages.forms import Form
from api.pages.guards import token_for
from api.pages.refusals import Refusal
from api.platform.keys import Keys
from api.rules.passkeys import Site

EMPTY = Form({})
STALE = 412
PLACES = (
    ("/", "common.caseload"),
    ("/alerts", "common.alerts"),
    ("/clients/new", "common.new_client"),
    ("/library", "common.library"),
    ("/settings", "common.settings"),
)
# Where a client's pages are, below /clients/{id}.
PARTS_OF_CLIENTS = (
    ("", "client.brief"),
    ("/plan", "client.plan"),
    ("/sessions", "client.sessions"),
    ("/goals", "client.goals"),
    ("/details", "client.details"),
)
PLACES_OF_ADMINS = (("/people", "common.people"), ("/audit", "common.audit"))
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Page(Wording):
    """Whom a page is shown to, and how; `me` is None for who is not signed in.

    `site` is what passkeys belong to here. If what she sent was refused, the same page shows `sent`
    again, and why it was `refused`.
    """

    request: Request
    keys: Keys
    site: Site | None
    me: Caller | None
    sent: Form
    refused: Refusal | None

    @property
    def places(self) -> list[tuple[str, str]]:
        """Return the paths that the navigation leads to, with the keys of their words."""
        admin = self.me is not None and self.me.admin
        return [*PLACES, *(PLACES_OF_ADMINS if admin else ())]

    def parts_of(self, client_id: UUID) -> list[tuple[str, str]]:
        """Return the paths of the pages about a client, with the keys of their words."""
        home = f"/clients/{client_id}"
        return [(f"{home}{path}", key) for path, key in PARTS_OF_CLIENTS]

    def options(self, group: str) -> list[tuple[str, str]]:
        """Return all codes of a group with their words, as a field offers them."""
        return self.library.vocabulary(self.language).words(group)

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Return the languages that there are, each in its own words."""
        found = self.library.languages
        return [(each, Locale.parse(each, sep="-").get_display_name() or each) for each in found]

    def is_at(self, path: str) -> bool:
        """Tell whether this page is at a path, or below it."""
        here = self.request.url.path
        return here == path or (path != "/" and here.startswith(f"{path}/"))

    @property
    def is_sent(self) -> bool:
        """Tell whether this page answers a form, which was refused or only looked at."""
        return self.sent is not EMPTY

    def kept(self, name: str, value: object) -> object:
        """Return what a field shows: what was sent and not stored, else its value."""
        return (self.sent.text(name) or "") if self.is_sent else ("" if value is None else value)

    def is_kept(self, name: str, value: str, ticked: bool) -> bool:
        """Tell whether a box is ticked: as it was sent and not stored, else as it is."""
        return value in self.sent.texts(name) if self.is_sent else ticked

    def etag(self, current: str) -> str:
        """Return the ETag that a form carries: the one it had, unless that was refused as stale.

        A form with a mistake does not become one that overwrites what others did meanwhile.
        """
        sent = self.sent.text("etag") if self.is_sent and not self.is_stale else None
        return sent or current

    @property
    def is_stale(self) -> bool:
        """Tell whether what was sent was refused since somebody was faster."""
        return self.refused is not None and self.refused.status == STALE

    def problem(self) -> str | None:
        """Return why what was sent was refused, in the reader's words."""
        return None if self.refused is None else self.refused.words(self._words_or_none)

    def error(self, name: str) -> str | None:
        """Return what is wrong with a field, in the reader's words."""
        return None if self.refused is None else self.refused.of_field(name, self._words_or_none)

    def error_itself(self, name: str) -> str | None:
        """Return what is wrong with a row as a whole, not with one of its fields."""
        if self.refused is None:
            return None
        return self.refused.of_field(name, self._words_or_none, whole=True)

    def render(self, template: str, status: int = 200, **shown: Any) -> HTMLResponse:
        """Return a page made of a template and what it shows."""
        return HTMLResponse(self.write(template, **shown), status)

    def write(self, template: str, **shown: Any) -> str:
        """Return the HTML of a template and what it shows."""
        about: dict[str, Any] = {
            "page": self,
            "me": self.me,
            "t": self.text,
            "tn": self.count,
            "f": self.formats,
            "asset": address_of,
            "token": token_for(self.me.sign_in_id, self.keys) if self.me else "",
        }
        return _TEMPLATES.get_template(template).render(about | shown)

    def _words_or_none(self, key: str) -> str | None:
        words = self.library.page_texts(self.language)
        return words.text(key) if words.has(key) else None
