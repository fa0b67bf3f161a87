"""What users' tests get from ``negsim.testing``."""

import subprocess
import sys

from hypothesis import given

from negsim.scenario import Scenario
from negsim.testing.generators import scenarios

WITHOUT = """
import sys
sys.modules["hypothesis"] = None
import negsim.testing
print(negsim.testing.Report("checks need it not", []))
for name in ("generators", "problem_generators"):
    try:
        __import__(f"negsim.testing.{name}")
    except negsim.MissingPackageError as error:
        print(error)
"""


def test_without_hypothesis_the_error_names_the_command():
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True)
    error = "generating scenarios needs hypothesis, which is not installed; run: pip install 'negsim[testing]'"
    assert done.stdout.splitlines() == ["checks need it not", error, error]


@given(scenarios())
def test_generated_scenarios_are_valid(scenario):
    assert isinstance(scenario, Scenario)
    assert len(scenario.issues) <= 3
