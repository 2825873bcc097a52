"""Python source read as a tree, in tests that look at the code itself."""

import ast
import gc
from functools import cache
from pathlib import Path


@cache
def tree_of(path: Path) -> ast.Module:
    """The file's syntax tree.

    Without garbage collection meanwhile: CPython 3.11 raises SystemError ("AST constructor recursion depth mismatch")
    when the finalizer of another test's left-over runs while the tree is built.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(path.read_text("utf-8"))
    finally:
        if was_on:
            gc.enable()
