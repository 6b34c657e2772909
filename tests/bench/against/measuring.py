"""Measures two builds in turns: `python -m tests.bench --against REVISION`."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path as Folder

from tests.bench.against.builds import Build, build_of, this_build
from tests.bench.against.demos import measure_demos
from tests.bench.against.paths import Path, paths
from tests.bench.against.practices import Practice, Size, live
from tests.bench.against.sides import Side, Spent, side
from tests.bench.figures import Figure
from tests.bench.processors import resident_mib
from tests.databases import named, postgres_server, run_sql

TURNS = 5
SIZES = {"small": Size(40, 8, 90), "large": Size(200, 3, 365)}
# What PostgreSQL takes is to stay as it is.
SAME_POSTGRES = 1.1
LEANER = 0.85
Sides = dict[str, tuple[Side, Side]]


def measure_against(revision: str, folder: Folder, quick: bool) -> list[Figure]:
    """Return the figures of the demo, of all paths, of the memory, and of what PostgreSQL takes."""
    builds = this_build(), build_of(revision, folder / "other")
    turns = 2 if quick else TURNS
    sys.stderr.write("measuring demo ...\n")
    demos = measure_demos(builds, folder / "demo", revision, turns)
    with postgres_server() as server, ExitStack() as stack:
        sides = {
            name: stack.enter_context(_sides(folder / name, server, builds, size))
            for name, size in SIZES.items()
        }
        figures = [
            figure
            for path in paths(turns, quick)
            for figure in _measure(path, sides[path.practice], turns, revision)
        ]
        return [*demos, *figures, *_memory(sides, revision)]


@contextmanager
def _sides(
    folder: Folder, server: str, builds: tuple[Build, Build], size: Size
) -> Iterator[tuple[Side, Side]]:
    """Yield the two sides of a practice: the other build's, and a migrated copy for ours."""
    ours, other = builds
    folder.mkdir()
    urls = {each: named(server, f"{folder.name}_{number}") for number, each in enumerate(builds)}
    sys.stderr.write(f"{size.clients} clients live {size.days} days ...\n")
    practice = _fill(folder, server, other, urls[other], size)
    run_sql(server, f"CREATE DATABASE {folder.name}_0 TEMPLATE {folder.name}_1")
    ours.run("migrate", url=urls[ours])
    for url in urls.values():
        run_sql(url, "VACUUM ANALYZE")
    # Writes go to the larger one, which is where alerts are looked for.
    worker = folder.name == "large"
    with (
        side(folder / "ours", ours, urls[ours], practice, worker=worker) as own,
        side(folder / "other", other, urls[other], practice, worker=worker) as its,
    ):
        yield own, its


def _fill(folder: Folder, server: str, other: Build, url: str, size: Size) -> Practice:
    run_sql(server, f"CREATE DATABASE {folder.name}_1")
    other.run("migrate", url=url)
    with other.serving(url, folder / "filling.log") as (port, _):
        return live(other, url, port, size)


def _measure(path: Path, both: tuple[Side, Side], turns: int, revision: str) -> list[Figure]:
    sys.stderr.write(f"measuring {path.name} ...\n")
    api = _figure(path.name, revision, path.goal)
    figures = [api]
    total = _figure(f"{path.name}, with the worker", revision, path.with_worker)
    if path.with_worker is not None:
        figures.append(total)
    postgres = Figure(f"{path.name}, PostgreSQL", revision, "us", SAME_POSTGRES, at_most=True)
    # The first of them only warms up.
    for turn in range(turns + 1):
        ours, its = (
            each.spend(path.requests(each, turn), settles=path.with_worker is not None)
            for each in both
        )
        if turn:
            api.add(1 / ours.api, 1 / its.api)
            total.add(1 / _sum(ours), 1 / _sum(its))
            postgres.add(1e6 * ours.postgres, 1e6 * its.postgres or 1.0)
    return [*figures, postgres] if any(postgres.ours) else figures


def _sum(spent: Spent) -> float:
    return spent.api + spent.worker


def _figure(path: str, revision: str, goal: float | None) -> Figure:
    return Figure(path, revision, "requests a second of processor", goal)


def _memory(sides: Sides, revision: str) -> list[Figure]:
    """Return what is resident of both processes after all those requests."""
    ours, its = sides["large"]
    found = []
    for name, own, other in (("API", ours.api, its.api), ("worker", ours.worker, its.worker)):
        if own and other:
            figure = Figure(f"memory of the {name}", revision, "MiB", LEANER, at_most=True)
            figure.add(resident_mib(own), resident_mib(other))
            found.append(figure)
    return found
