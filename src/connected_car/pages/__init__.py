"""The look that the project's HTML pages share: one file, no script, nothing from the net."""

from connected_car.pages.templates import page_template as page_template
