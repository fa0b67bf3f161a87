"""Imports point down, and what is slow or optional is loaded only where it is used."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "negsim").rglob("*.py"))

ALLOWED = {
    "cattrs": ["negsim.formats"],
    "click": ["negsim.cli"],
    "hypothesis": ["negsim.testing"],
    "highspy": ["negsim.kernels"],
    "matplotlib": ["negsim.plots"],
    "moocore": ["negsim.kernels"],
    "numba": ["negsim.kernels", "negsim.search"],
    "tomllib": ["negsim.formats"],
}
"""Where a package may be imported at all: each has one place, and everyone else asks there."""


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph("negsim", include_external_packages=True, cache_dir=None)


def run(program):
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)


def test_layers():
    done = run("import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))")
    assert done.returncode == 0, done.stdout + done.stderr


def test_importing_negsim_loads_numpy_and_attrs_only():
    program = "import json, sys, negsim; negsim.analyze; negsim.Scenario"  # names are loaded when they are used
    done = run(f"{program}; print(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))")
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stdout))
    assert loaded.isdisjoint(
        ["matplotlib", "click", "hypothesis", "highspy", "cattrs", "moocore", "numba", "pandas", "dask", "scipy"]
    )
    assert {"numpy", "attr"} <= loaded


@pytest.mark.parametrize("package", ALLOWED)
def test_a_package_is_imported_in_its_place_only(graph, package):
    if package not in graph.modules:
        return  # nothing imports it yet
    users = graph.find_modules_that_directly_import(package)
    strays = [user for user in users if not any(_is_within(user, place) for place in ALLOWED[package])]
    assert strays == []


def _is_within(module, place):
    return module == place or module.startswith(place + ".")


def test_no_module_imports_the_root(graph):
    assert graph.find_modules_that_directly_import("negsim") == set()


METHODS = (
    "negsim.deals.optima",
    "negsim.deals.searched_repairs",
    "negsim.deals.solver",
    "negsim.kernels.bounded",
    "negsim.kernels.least_vectors",
    "negsim.kernels.leasts",
    "negsim.kernels.limited",
    "negsim.kernels.programs",
    "negsim.search.approximate",
    "negsim.search.choices",
    "negsim.search.elimination",
    "negsim.search.elimination_cases",
    "negsim.search.movements",
    "negsim.search.worths",
)
"""What only some methods need, and takes long to load: imported where a method is chosen."""


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_of_negsim_is_imported_inside_a_function(module):
    # Only the root, which loads on demand, and the command line, which loads a subcommand when it is asked for, may.
    if module.parent.name == "cli" or module == ROOT / "negsim" / "__init__.py":
        return
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            inner = [
                name
                for child in ast.walk(node)
                if isinstance(child, ast.Import | ast.ImportFrom)
                for name in (
                    [child.module or ""] if isinstance(child, ast.ImportFrom) else [a.name for a in child.names]
                )
            ]
            strays = [name for name in inner if not any(_is_within(name, method) for method in METHODS)]
            assert [name for name in strays if name.split(".")[0] == "negsim"] == [], node.name
