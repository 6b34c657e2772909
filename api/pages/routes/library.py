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
async def show_item(slug: str, _: Therapist, page: Shown, library: Content) -> Response:
    """Show all that the library says of one item."""
    item = _item(library, slug)
    text = item.text_for(page.language)[1]
    return page.render("library/item.html", item=item, text=text, picture=picture_of(page, item))


@router.get("/library/{slug}/picture.svg")
async def show_picture(slug: str, _: Therapist, page: Shown, library: Content) -> Response:
    """Show an item's picture."""
    picture = _item(library, slug).picture(page.language)
    return Response(picture, media_type="image/svg+xml", headers=KEPT)


def _item(library: Library, slug: str) -> Exercise:
    item = library.exercise(slug)
    if item is None:
        raise NotFound
    return item
