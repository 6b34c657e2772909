"""Lines that break where nothing is known: nothing is ever drawn across a gap."""

from collections.abc import Iterable, Sequence

Point = tuple[float, float]


def runs(points: Iterable[Point | None]) -> list[list[Point]]:
    """Return the points in runs of neighbours; None between two of them parts them."""
    found: list[list[Point]] = [[]]
    for each in points:
        if each is not None:
            found[-1].append(each)
        elif found[-1]:
            found.append([])
    return [run for run in found if run]


def path_of(drawn: Iterable[Sequence[Point]]) -> str:
    """Return the path through runs; one point alone has no line, only its dot."""
    return "".join("M" + "L".join(f"{x:g},{y:g}" for x, y in run) for run in drawn if len(run) > 1)
