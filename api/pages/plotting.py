"""The plots of a brief: its series, and what is marked in them, as geometry and as tables."""

from dataclasses import dataclass

from api.pages.plots import PAIN, SMALL, Day, Drawing, Values, days_of, draw
from api.reviews.readings import Reading
from api.rules.decimals import one_decimal_of


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing, its name among the words of `plots`, and the days that it draws."""

    name: str
    drawing: Drawing
    days: list[Day]

    @property
    def told(self) -> list[float]:
        """All values of the series that the plot is named for, which is drawn last."""
        return [each.values[-1] for each in self.days if each.values[-1] is not None]


@dataclass(frozen=True, slots=True)
class Plots:
    """Pain, and beside it sleep and stress."""

    pain: Plot
    small: list[Plot]


def plots_of(reading: Reading) -> Plots:
    """Return the plots of a brief."""
    shown = reading.brief.series
    pain: dict[str, Values] = {
        "mean": [one_decimal_of(each.value) for each in reading.week_means],
        "worst": shown.pain_worst,
        "average": shown.pain_average,
    }
    flares = [(each.start_on, each.end_on) for each in reading.brief.pain.flares]
    marks = (reading.sessions_on, reading.edits_on, flares)
    small: dict[str, Values] = {"sleep": shown.sleep_quality, "stress": shown.stress}
    return Plots(
        pain=Plot(
            "pain", draw(PAIN, shown.dates, pain, *marks), days_of(shown.dates, pain, *marks)
        ),
        small=[
            Plot(
                name, draw(SMALL, shown.dates, {name: values}), days_of(shown.dates, {name: values})
            )
            for name, values in small.items()
        ],
    )
