"""A browser without a screen: it keeps cookies, follows redirects and sends the forms of a page."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from httpx2 import AsyncClient, Response

TOKEN = re.compile(r'name="token" value="([^"]*)"')
ETAG = re.compile(r'name="etag" value="([^"]*)"')


@dataclass(slots=True)
class Browser:
    """Someone's browser; `page` is what it shows."""

    http: AsyncClient
    page: Response | None = None

    async def open(self, path: str, **more: Any) -> Response:
        """Open a page, whatever it leads to."""
        self.page = await self.http.get(path, follow_redirects=True, **more)
        return self.page

    async def send(self, path: str, follow: bool = True, **fields: Any) -> Response:
        """Send a form of the page that is open."""
        token = TOKEN.search(self.page.text) if self.page else None
        data = {"token": unescape(token[1]) if token else "", **fields}
        self.page = await self.http.post(path, data=data, follow_redirects=follow)
        return self.page

    async def sign_in(self, email: str, password: str, **more: Any) -> Response:
        """Open the first page and sign in."""
        await self.open("/")
        return await self.send("/sign-in", email=email, password=password, **more)


def etag_in(page: Response) -> str:
    """Return the ETag in the form of a page, empty if there is none."""
    found = ETAG.search(page.text)
    return unescape(found[1]) if found else ""
