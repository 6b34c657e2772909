"""Plots as plain geometry: from dates and values to what an `<svg>` draws; no words, no markup.

`templates/parts/plots.html` draws it, with colours as presentation attributes: WeasyPrint knows no
style sheet inside an `<svg>`. In a browser `static/app.css` gives them the colours of the page.
"""

from api.pages.plots.drawings import Drawing, Values, draw
from api.pages.plots.frames import PAIN, SMALL
from api.pages.plots.tables import Day, days_of

__all__ = ["PAIN", "SMALL", "Day", "Drawing", "Values", "days_of", "draw"]
