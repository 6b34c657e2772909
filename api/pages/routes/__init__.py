"""The routers of the pages."""

from api.pages.routes import caseload, signing_in

ROUTERS = (signing_in.router, caseload.router)
