"""/invite: where an invite's link leads on a phone without the app. It reads no code."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

router = APIRouter(tags=["accounts"])
# The code stands behind the # of the link, which a browser never sends.
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Carryover: your invite</title>
<style>
body { font: 1.1rem/1.5 system-ui; max-width: 32rem; margin: 4rem auto; padding: 0 1rem }
:root { color-scheme: light dark }
</style>
<h1>Your invite</h1>
<p>Open the Carryover app on this phone and type in the ten characters that your therapist gave
you. They work once, for three days.</p>
<p>They no longer work? Ask your therapist for new ones.</p>
</html>
"""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=3600",
}


@router.get("/invite", operation_id="show_invite_page", response_class=HTMLResponse)
async def show_invite_page() -> HTMLResponse:
    """Tell what to do with an invite; the code itself never reaches the server."""
    return HTMLResponse(PAGE, headers=HEADERS)
