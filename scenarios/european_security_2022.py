"""European security, winter 2021/22: a tour of the library on the real case.

Run it: ``make demo``, or ``python scenarios/european_security_2022.py``. It prints the analysis and draws its pictures
into ``out/``. Read it as a tour of the library.
"""

from pathlib import Path

import negsim
from negsim.cli.briefing import briefing
from negsim.plots import PLOTS
from negsim.plots.saving import save

HERE = Path(__file__).parent
OUT = HERE.parent / "out"


def main() -> None:
    """Analyse the case, tell what comes out, and draw it."""
    # A scenario holds what each side said, with its sources. Reading a file checks all of it.
    scenario = negsim.read_scenario(HERE / "european_security_2022.toml")

    # An analysis takes statements at face value unless told otherwise; this is what `negsim analyze` prints.
    analysis = negsim.analyze(scenario)
    print(briefing(analysis, width=100))

    # Every answer is a plain value. Who collides with whom, each demand by the name it is printed under:
    print(f"\n{len(analysis.conflicts)} conflicts; the first: {analysis.conflicts[0]}")

    # Each answer can be asked for by itself. The nearest deal, and how far each side would have to move:
    nearest = negsim.nearest_deals(analysis.problem)[0]
    for side, breach in nearest.breaches.items():
        print(f"{side} moves {float(breach.total):.1f} by softening {', '.join(breach.demands)}")

    # From there, are there swaps of two issues that leave every signer better off?
    print(f"{len(negsim.trades(analysis.problem, nearest.package))} swaps would make all signers better off still")

    # The same words, taken less literally: how likely is a deal, and which line matters most?
    odds = negsim.odds(negsim.compile_scenario(scenario, reading="negotiable").problem)
    times = {name: entry.times for name, entry in odds.importance.items() if entry.times}
    print(f"odds with one resolve for each party: {float(odds.open_one_resolve):.0%};", end=" ")
    print(f"they rise most if {max(times, key=times.__getitem__)} is soft")

    # Pictures take results, never scenarios.
    OUT.mkdir(exist_ok=True)
    for kind, (make, _) in PLOTS.items():
        save(make(analysis), OUT / f"{scenario.id}-{kind}.svg", force=True)
        save(make(analysis), OUT / f"{scenario.id}-{kind}.png", force=True)
    print(f"pictures: {', '.join(PLOTS)} in {OUT.name}/")


if __name__ == "__main__":
    main()
