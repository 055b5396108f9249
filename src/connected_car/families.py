"""Families of models by name; a family's module is imported when it is first used."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib import import_module
from typing import Any, Generic, TypeVar

from connected_car.errors import UserError

Model = TypeVar("Model")


@dataclass(frozen=True)
class Families(Generic[Model]):
    """The families of one kind of model.

    Attributes:
        kind: what a model of them is called.
        pipeline: which fits one anew.
        settings_file: of a model's files, the one that names its family.
        listed: name -> ``module:class``; what a user may name.
        composites: the same, of those that only a search makes.
    """

    kind: str
    pipeline: str
    settings_file: str
    listed: Mapping[str, str]
    composites: Mapping[str, str] = field(default_factory=dict)

    def check(self, names: Iterable[str]) -> None:
        """Raise ``UserError`` for a name that no user may name, with the nearest right one."""
        for name in names:
            if name not in self.listed:
                near = get_close_matches(name, self.listed, n=1)
                known = ", ".join(self.listed)
                hint = f"did you mean {near[0]!r}?" if near else f"there are: {known}"
                raise UserError(f"there is no family of {self.kind}s {name!r}; {hint}")

    def find(self, family: str) -> type[Model]:
        """Return the class of a family; raises ``UserError`` with the nearest name without one."""
        if family not in self.composites:
            self.check([family])
        module, name = {**self.listed, **self.composites}[family].split(":")
        return getattr(import_module(module), name)

    def load(self, files: Mapping[str, bytes]) -> Model:
        """Rebuild a fitted model from what ``to_files`` gave; nothing in them is executed.

        Raises:
            UserError: a file is missing, or what a file must say.
        """
        try:
            settings: dict[str, Any] = json.loads(files[self.settings_file])
            found: Any = self.find(settings["family"])
            return found.from_files(files)
        except KeyError as error:
            raise UserError(
                f"the {self.kind}'s files lack {error}, so another version of the project wrote "
                f"them: kedro run --pipelines {self.pipeline} fits one anew"
            ) from error
