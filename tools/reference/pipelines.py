"""Each pipeline with what it reads, what it writes, and its steps."""

from kedro.pipeline import Node, Pipeline

from connected_car.pipeline_registry import IN_ORDER, step_of
from tools.reference.project import configuration, registered, table


def page() -> str:
    """Return a section for each pipeline: those of `kedro run` in order, then the others."""
    pipes = registered()
    others = sorted(name for name in pipes if name not in (*IN_ORDER, "__default__"))
    return "\n\n".join(_section(name, pipes[name]) for name in (*IN_ORDER, *others))


def _section(name: str, pipe: Pipeline) -> str:
    steps = [
        [f"`{step_of(n)}`", purpose(n), _names(n.inputs), _names(n.outputs)] for n in pipe.nodes
    ]
    reads, writes = _stored(pipe.inputs()), _stored(pipe.all_outputs())
    return (
        f"## {name}\n\nReads {_names(reads) or 'nothing'}.\n\nWrites {_names(writes)}.\n\n"
        f'??? note "{len(steps)} steps"\n\n'
        + _indented(table(["step", "what it does", "inputs", "outputs"], steps))
    )


def purpose(node: Node) -> str:
    """Return the first sentence of a step's docstring."""
    first = (node.func.__doc__ or "").strip().split("\n\n")[0]
    return first.replace("``", "`")


def _stored(names: set[str]) -> list[str]:
    """Return the datasets that are stored, each once however it is read."""
    catalog = configuration()["catalog"]
    kept = [
        name
        for name in names
        if catalog.get(name, {}).get("type", "MemoryDataset") != "MemoryDataset"
    ]
    return sorted({name.partition("@")[0] for name in kept})


def _names(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
