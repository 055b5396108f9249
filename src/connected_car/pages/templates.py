"""Templates of pages."""

from functools import cache
from pathlib import Path

import jinja2

from connected_car.pages import words

_LOOK = Path(__file__).parent


@cache
def page_template(path: Path) -> jinja2.Template:
    """Return the template at ``path``; it may extend ``page.html.j2`` and include its neighbours.

    Values in an HTML page are escaped, in other files they are not. Globals and filters of
    ``words`` are there: ``some``, ``percent``, ``chance``, ``number``, ``cycles``, ``day``.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([path.parent, _LOOK]),
        autoescape=".html" in path.suffixes,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"some": words.some, "percent": words.percent, "chance": words.chance}
    environment.filters |= {"number": words.number, "cycles": words.cycles, "day": words.day}
    return environment.get_template(path.name)
