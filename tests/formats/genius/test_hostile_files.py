"""F87: hostile GENIUS files of 10 MB are refused or read in little memory, and nothing is fetched."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SIZE = 9_990_000
HEAD = '<utility_space><objective index="0"><weight index="1" value="1"/><issue index="1" name="a" type="discrete">'
ITEM = '<item value="x" evaluation="1"/>'
TAIL = "</issue></objective></utility_space>"
DOMAIN = (
    '<negotiation_template><utility_space><objective index="0"><issue index="1" name="a"><item value="x"/></issue>'
    "</objective></utility_space></negotiation_template>"
)
ENTITIES = "".join(f'<!ENTITY b{at} "{f"&b{at - 1};" * 10 if at else "x"}">' for at in range(12))
MANY = " ".join(f"a{at}=''" for at in range(900))


def filled(piece, *, within=HEAD + "{}" + ITEM + TAIL, most=SIZE):
    return within.format(piece * (most // len(piece.encode())))


# what it is, its text, what is said; nothing where it is read
FILES = {
    "doctype-bomb": (f'<!DOCTYPE a [{ENTITIES}]><utility_space><objective name="&b11;"/></utility_space>', "DOCTYPE"),
    "external-entity": (
        '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><utility_space>&e;</utility_space>',
        "DOCTYPE",
    ),
    "deep": ("<utility_space>" + "<objective>" * 200_000, "65 deep"),
    "one-attribute": (filled("x", within=HEAD + '<item value="{}"/>' + TAIL), "262,144 bytes"),
    "one-comment": (filled("x", within=HEAD + "<!--{}-->" + ITEM + TAIL), "262,144 bytes"),
    "comments": (filled("<!-- x -->"), ""),
    "items": (filled("<item/>"), "100,000 elements"),
    "named-items": (HEAD + "".join(f'<item value="{at}" evaluation="{at}"/>' for at in range(230_000)), "elements"),
    "different-items": (
        HEAD + "".join(f'<item index="{at}" value="x{at}" evaluation="{at}.5"/>' for at in range(99_000)) + TAIL,
        "option 'x0' of issue 'a' is not in the domain",
    ),
    "wide-items": (
        '<?xml version="1.0"?>'
        + HEAD
        + "".join(f'<item value="{at}\U0001f600{"y" * 40}" evaluation="{at}.5"/>' for at in range(99_000))
        + TAIL,
        "3,000,000 characters",
    ),
    "attributes": (filled(f"<item {MANY}/>"), "has no value"),
    "raw-ampersands": (filled('<item value="&" evaluation="1"/>'), "not well-formed"),
    "wide-characters": (filled("<!-- x -->", within=HEAD + '<item value="\U0001f600 & y"/>{}' + TAIL), "well-formed"),
}  # fmt: skip

# The peak of the process as the kernel keeps it: getrusage begins with the peak of whoever started the process.
MEMORY = """
import re, sys
from pathlib import Path
from negsim.errors import NegsimError
from negsim.formats.genius import reading
from negsim.formats.reading import read_scenario
def peak():
    return int(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1])
domain, *paths = sys.argv[1:]
before = peak()
for path in paths:
    try:
        read_scenario([domain, path])
    except NegsimError as error:
        print(path, str(error).replace("\\n", " ")[:1000])
    else:
        print(path, "is read")
    grown = peak() - before
    print(Path(path).name, grown, file=sys.stderr)
    assert grown * 1024 < 100_000_000, f"{path}: {grown} KB"
assert grown > 10_000, "the peak was not measured"
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
def test_f87_hostile_files_take_little_memory(tmp_path):
    domain = tmp_path / "domain.xml"
    domain.write_text(DOMAIN, encoding="utf-8")
    paths = [tmp_path / f"{name}.xml" for name in FILES]
    for path in paths:
        path.write_text(FILES[path.stem][0], encoding="utf-8")
        assert path.stat().st_size <= 10_000_000
    command = [sys.executable, "-c", MEMORY, domain, *paths]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    for path, line in zip(paths, lines, strict=True):
        assert line.startswith(str(path))
        words = FILES[path.stem][1] or "is read"
        assert words in line, line
