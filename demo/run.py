"""`carryover demo`: seeds an example practice unless today's exists, then serves it."""

import socket
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import TypeAlias

import typer
from pydantic import SecretStr

from api.platform.listening import listen, url_of
from api.platform.settings import Settings
from demo.databases import database_file, held
from demo.greeting import greeting
from demo.interrupts import interruptible
from demo.preparing import prepare_file, prepare_server
from demo.progress import say
from demo.rest import told_meanwhile

DATABASE = "sqlite:///var/demo.db"
# Serves the API on a socket that is already listening, and tells whether with a worker.
Serve: TypeAlias = Callable[[Settings, socket.socket, bool], Awaitable[None]]


async def run_demo(settings: Settings, host: str, port: int, fresh: bool, serve: Serve) -> None:
    """Seed if necessary, print the greeting, and serve until stopped, seeding the rest meanwhile.

    Raises Fault if port or database cannot be used.
    """
    with listen(host, port) as listener:
        settings = _completed(settings, url_of(listener))
        file = database_file(settings)
        with held(file) if file else nullcontext():
            with interruptible():
                if file:
                    today, rest = await prepare_file(settings, file, fresh)
                else:
                    today, rest = await prepare_server(settings, fresh), None
            typer.echo(await greeting(settings, today))
            with told_meanwhile(rest):
                await serve(settings, listener, True)
    say("The demo has ended.")


def _completed(settings: Settings, url: str) -> Settings:
    """Return the settings with the demo's defaults for the database and the public URL."""
    own: dict[str, object] = {"database_url": SecretStr(DATABASE), "public_url": url}
    missing = own.keys() - settings.model_fields_set
    return settings.model_copy(update={name: own[name] for name in missing})
