"""The example practice of `make demo`."""

from commands.running import read_settings, run
from commands.serving import serve
from demo.run import run_demo


def run_example(host: str, port: int, fresh: bool) -> None:
    """Seed the example unless today's exists, and serve it with its worker."""
    settings = read_settings(environment="demo", push_transport="console")
    run(settings, lambda: run_demo(settings, host, port, fresh, serve))
