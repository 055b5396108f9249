"""What the project promises is proved by tests that exist, with guards that can be taken out."""

import ast

import pytest

from tools.mutants.promises import PROMISES


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.test)
def test_a_promise_stands_in_the_docs_with_its_test_and_guard(project, promise):
    page = (project / "docs" / "promises.md").read_text()
    assert f"| {promise.says} | `{promise.test}` |" in page
    file, _, name = promise.test.partition("::")
    tree = ast.parse((project / "tests" / file).read_text())
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    code = (project / "src" / "connected_car" / promise.guard.file).read_text()
    assert code.count(promise.guard.line) == 1


def test_the_page_lists_nothing_else(project):
    page = (project / "docs" / "promises.md").read_text()
    listed = [line for line in page.splitlines() if line.startswith("| ") and "::test_" in line]
    assert len(listed) == len(PROMISES)
