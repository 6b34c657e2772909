"""`carryover demo`: seeds an example practice unless today's exists, then serves it."""

import socket
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import TypeAlias

import typer
from pydantic import SecretStr

from api.platform.settings import Settings
from demo.databases import database_file, held
from demo.greeting import greeting
from demo.interrupts import interruptible
from demo.preparing import prepare_file, prepare_server, say
from demo.refusals import CannotDemo

DATABASE = "sqlite:///var/demo.db"
# Serves the API and the worker on sockets that are already listening.
Serve: TypeAlias = Callable[[Settings, str, int, bool, list[socket.socket]], Awaitable[None]]
# Addresses that one can listen on but not open in a browser, and what to show instead.
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104


async def run_demo(settings: Settings, host: str, port: int, fresh: bool, serve: Serve) -> None:
    """Seed if necessary, print the greeting, and serve until stopped.

    Raises CannotDemo, with a message for the operator, if port or database cannot be used.
    """
    with _listen(host, port) as listener:
        port = listener.getsockname()[1]
        settings = _completed(settings, host, port)
        file = database_file(settings)
        with held(file) if file else nullcontext():
            with interruptible():
                if file:
                    today = await prepare_file(settings, file, fresh)
                else:
                    today = await prepare_server(settings, fresh)
            typer.echo(await greeting(settings, today))
            await serve(settings, host, port, True, [listener])
    say("The demo has ended.")


def _listen(host: str, port: int) -> socket.socket:
    """Listen before anything else: early requests wait, and a second demo is refused."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise CannotDemo(
            f"Cannot listen on {host}:{port} ({error.strerror}). Try --port with another number."
        ) from None


def _completed(settings: Settings, host: str, port: int) -> Settings:
    """Return the settings with the demo's defaults for the database and the public URL."""
    reached = ANYWHERE.get(host, host)
    shown = f"[{reached}]" if ":" in reached else reached
    own: dict[str, object] = {
        "database_url": SecretStr(DATABASE),
        "public_url": f"http://{shown}:{port}",
    }
    missing = own.keys() - settings.model_fields_set
    return settings.model_copy(update={name: own[name] for name in missing})
