"""/library: the items that can be prescribed, to be searched, read and looked at."""

from fastapi import APIRouter, Response

from api.access.deps import Content
from api.library import Exercise, Library
from api.pages.deps import Shown, Therapist
from api.pages.page_routes import PageRoute
from api.pages.shelves import picture_of, search
from api.platform.http.errors import NotFound

router = APIRouter(route_class=PageRoute, include_in_schema=False)
# The same for everyone, and gone from a browser with the sign-in.
KEPT = {"Cache-Control": "private, max-age=86400"}


@router.get("/library")
async def show_library(_: Therapist, page: Shown) -> Response:
    """Show the items that match what is asked for."""
    return page.render("library/search.html", search=search(page))


@router.get("/library/{slug}")
async def show_item(
    slug: str, _: Therapist, page: Shown, library: Content, version: str | None = None
) -> Response:
    """Show all that the library says of one item, at the version asked for or at the newest."""
    item = _item(library, slug, version)
    served, text = item.text_for(page.language)
    alt, picture = item.media[0].alt[served], picture_of(page, item)
    return page.render(
        "library/item.html", item=item, served=served, text=text, alt=alt, picture=picture
    )


@router.get("/library/{slug}/picture.svg")
async def show_picture(
    slug: str, _: Therapist, page: Shown, library: Content, version: str | None = None
) -> Response:
    """Show an item's picture, at the version asked for or at the newest."""
    picture = _item(library, slug, version).picture(page.language)
    return Response(picture, media_type="image/svg+xml", headers=KEPT)


def _item(library: Library, slug: str, version: str | None) -> Exercise:
    item = library.exercise(slug, version)
    if item is None:
        raise NotFound
    return item
