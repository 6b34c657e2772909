"""The pages of docs/reference that are generated."""

import sys

from api.app import create_app
from api.library.reference import problems_table
from api.platform.http.reference import openapi_document, settings_table
from api.platform.settings import Settings


def print_openapi() -> None:
    """Print the API's description as JSON."""
    sys.stdout.write(openapi_document(create_app(Settings(environment="demo"))))


def print_settings() -> None:
    """Print the table of settings as Markdown."""
    sys.stdout.write(settings_table())


def print_problems() -> None:
    """Print the table of problem codes as Markdown."""
    sys.stdout.write(problems_table())
