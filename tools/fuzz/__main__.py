"""``make fuzz``: feed generated bad inputs; nothing may crash, hang or show a stack trace."""

import argparse
import sys
from collections import defaultdict

from tools.fuzz.files import silence
from tools.fuzz.running import Failure, Result, fed, fuzz, sample_of
from tools.fuzz.target import Target
from tools.fuzz.targets import every, find
from tools.project import PROJECT

_CAME = ("kept", "duplicate", "rejected", "refused")
_KEPT_AT = PROJECT / "build" / "fuzz"


def main() -> int:
    """Feed as many inputs as asked; the exit code is 1 where one was not answered as it should."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--targets", nargs="+", choices=list(every()), default=list(every()))
    parser.add_argument("--number", type=int, help="feed this sample alone, with its stack trace")
    args = parser.parse_args()
    targets = [find(name) for name in args.targets]
    if args.number is not None:
        return _again(targets[0], args.seed, args.number)
    results = [_fuzz(target, args, sum(t.share for t in targets)) for target in targets]
    _table(results)
    return 1 if any(result.failures for result in results) else 0


def _fuzz(target: Target, args: argparse.Namespace, shares: int) -> Result:
    result = fuzz(target.name, args.seed, max(1, -(-args.inputs * target.share // shares)))
    wrong = f"{len(result.failures)} FAILED" if result.failures else "all answered"
    print(f"{target.name:12s} {result.inputs:7,} inputs in {result.seconds:5.1f} s: {wrong}")
    _tell(target, result.failures, args.seed)
    sys.stdout.flush()
    return result


def _table(results: list[Result]) -> None:
    units = every()
    print(f"\n{'target':14s}{'an input is':13s}{'inputs':>8s}", end="")
    print("".join(f"{name:>10s}" for name in _CAME) + f"{'failed':>8s}{'seconds':>9s}")
    for result in results:
        print(f"{result.name:14s}{units[result.name].unit:13s}{result.inputs:8,}", end="")
        print("".join(f"{result.came[name]:10,}" for name in _CAME), end="")
        print(f"{len(result.failures):8,}{result.seconds:9.1f}")
    print(f"{'all':27s}{sum(r.inputs for r in results):8,}", end="")
    print("".join(f"{sum(r.came[name] for r in results):10,}" for name in _CAME), end="")
    print(f"{sum(len(r.failures) for r in results):8,}{sum(r.seconds for r in results):9.1f}")


def _tell(target: Target, failures: list[Failure], seed: int) -> None:
    """Name each failure once, by its place, and keep the content that shows it."""
    alike: dict[tuple[str, str], list[Failure]] = defaultdict(list)
    for failure in failures:
        alike[failure.what.partition(":")[0], failure.where].append(failure)
    seeds = target.seeds() if failures else []
    for (_, where), some in alike.items():
        name, number = target.name, some[0].number
        _KEPT_AT.mkdir(parents=True, exist_ok=True)
        content = sample_of(target, seed, number, seeds).content
        (_KEPT_AT / f"{name}-{seed}-{number}").write_bytes(content)
        print(f"  {len(some)} times at {where}: {some[0].what}")
        print(f"  again: python -m tools.fuzz --targets {name} --seed {seed} --number {number}")


def _again(target: Target, seed: int, number: int) -> int:
    silence()
    sample = sample_of(target, seed, number, target.seeds())
    print(f"{sample.inputs} inputs, {len(sample.content)} bytes: {sample.content[:2000]!r}")
    came, what, where = fed(target, sample)
    print(dict(came) if came is not None else f"{what} at {where}")
    if came is None:
        target.feed(sample.content)
    return 0 if came is not None else 1


if __name__ == "__main__":
    sys.exit(main())
