"""All that is fed, by name."""

from connected_car.errors import UserError
from tools.fuzz import models, notes, parameters, stored, telemetry
from tools.fuzz.target import Target


def every() -> dict[str, Target]:
    """Return all targets by name."""
    rooms = (telemetry, notes, stored, parameters, models)
    return {target.name: target for room in rooms for target in room.targets()}


def find(name: str) -> Target:
    """Return a target; raises ``UserError`` where there is none of the name."""
    known = every()
    if name not in known:
        raise UserError(f"there is no target {name!r}; there are: {', '.join(known)}")
    return known[name]
