"""What every code of a finding means, at more length than its message: ``negsim check --explain CODE``."""

from __future__ import annotations

from types import MappingProxyType

from negsim.errors import UnknownNameError

_FILE = {
    "E001": "The file is not valid TOML. Text stands in quotes, a list in [ ], a key is followed by =, and each "
    "key starts a line of its own. The place shown is where reading stopped; the mistake may stand just "
    "before it.",
    "E002": "The same key or table is defined twice, and only one of the two could count. Lists of tables, such "
    "as parties and statements, are written with double brackets, [[parties]], once for each entry.",
    "E003": "A scenario file is UTF-8 text. The message names the encoding that was seen; most editors have "
    "'save with encoding'. A byte order mark before UTF-8 text is accepted.",
    "E004": "The file holds a NUL byte, which no text has: it was damaged, or is no text file.",
    "E005": "There is nothing in the file but space and comments. `negsim new` writes a scenario to start from.",
    "E006": "Brackets stand inside brackets, or a key has parts, beyond what any scenario needs, and reading on "
    "could exhaust the memory. A reader of scenarios takes `max_depth` to raise the limit.",
    "E007": "A whole number has more digits than can be read. Numbers of negsim have at most 40 digits.",
    "E010": "The file cannot be read: it is not there, is a directory, may not be read, or is a pipe or device "
    "that need never end. Save what a pipe yields to a file first.",
    "E011": "The file is larger than what is read. A scenario of a hundred parties stays far below the limit; a "
    "reader of scenarios takes `max_bytes` to raise it.",
    "E012": "Nothing was written, because the file is there already. Choose another name, or ask for it to be "
    "replaced (`force=True`, or `--force`).",
    "E013": "The file cannot be written: its folder is not there, may not be written to, or is full. Nothing "
    "half-written is left behind.",
}
_STRUCTURE = {
    "E101": "A key that the format does not have at this place. Nothing is ignored silently, since a mistyped "
    "key would quietly change the answer. docs/reference/scenario-format.md lists every key of a scenario, "
    "docs/reference/json.md those of a transcript.",
    "E102": "A key that must be there is not. It is reported at the table that lacks it.",
    "E103": "A value of another kind than its key holds, such as a number in quotes, true where a number "
    "belongs, or one name where a list of names belongs.",
    "E104": "A number that cannot be read exactly: infinite, not a number, of more than 40 digits, or with an "
    "exponent beyond 40. A fraction that no finite decimal equals is written { ratio = [1, 3] }.",
    "E105": "A word that is none of those that the key can have.",
    "E106": "The key `format` says which version of the format a file is written in, so that old files stay "
    'readable. It stands at the top: format = 1, in a transcript "format": 1.',
    "E107": "The file is written in a newer version of the format than this negsim knows. Reading it by the old "
    "rules could give a wrong answer, so it is refused: upgrade negsim.",
}
_NAMES = {
    "E201": "Two entries of one list have the same id, or ids that differ only by capital letters or by the way "
    "that accents are encoded. People and file systems would take them for the same.",
    "E202": "An id names its entry everywhere else: it is not empty, holds no colon (which stands between a "
    "party and its line), has no spaces around it and at most 100 characters.",
    "E203": "The text holds control characters, or characters that reorder the text around them, so that what "
    "is shown is not what is meant. They usually come from copying; the message shows them escaped.",
    "E204": "The id means something else already. A line is asked for as PARTY:LINE, as are a party's stance on "
    "an issue, its `reservation` and its `weights`; `face-value` and `negotiable` are built-in "
    "readings.",
    "E205": "A name stands twice in one list, where it says nothing more than once: a slip, or another name was meant.",
    "E211": "Something mentions an issue that [[issues]] does not define.",
    "E212": "Something mentions an option that its issue does not have.",
    "E213": "Something mentions a party that [[parties]] does not define.",
    "E214": "Something mentions a source that [[sources]] does not define.",
    "E216": "A list of options is empty, so that the entry says nothing, or forbids nothing.",
}
_SPACE = {
    "E301": "A scenario needs at least one issue: [[issues]] with an `id` and its `options`.",
    "E302": "An issue needs at least one option, since every package takes one option of each issue.",
    "E303": '`consent` of an issue lists the parties whose affair it is. It is for parties with consent = "by- '
    'issue": those with "always" sign every package anyway, and those with "never" are observers.',
    "E304": "An exclusion says that options of different issues contradict each other, so it names at least two "
    "issues.",
    "E305": "The exclusions cover every combination of options: no package exists, whatever the parties want.",
}
_STATEMENTS = {
    "E401": 'A `conditional` or a `warns` holds under a condition, which `given` states: given = {other = ["option"]}.',
    "E402": "Only the stances `conditional` and `warns` have a condition.",
    "E403": "A condition names options of other issues than the statement's own.",
    "E404": "A warning says what its party does without agreement, which is one option.",
    "E405": "In one source, of one day, a party is for an option and against it: two statements name it "
    "favourably and reject it, or demand something else. The later of two sources wins, but within one "
    "there is no later. Statements that were made on different days can each have a `date`.",
    "E406": "By what it said last, and by its stated lines, a party rules out every option of an issue. No "
    "package could ever satisfy it, and usually an option is missing or a statement is coded too "
    "broadly.",
}
_PARTIES = {
    "E501": "A scenario needs at least one party: [[parties]] with an `id`. Two make a negotiation.",
    "E502": 'No party signs every package (consent = "always"), so that anything would be an agreement.',
    "E503": "Breaches are reported by bloc, or by party where it has none. A bloc that is called like a party "
    "outside it, or like another bloc up to case, would be mixed up with it.",
    "E504": "A reservation is either a number (`value`) or what happens without an agreement (`fallback`).",
    "E505": "Issues that a fallback leaves out keep their status quo, so they need one.",
    "E506": "Values, probabilities and shares are numbers from 0 to 1.",
    "E507": "Weights and prices are numbers of at least 0.",
    "E511": "All weights of a party are 0, and cannot be brought to a sum of 1. With `as_written` they stay "
    "as they are.",
    "E512": "A party has weights and took a stance on an issue that they leave out. Whether the issue is worth "
    "nothing to it, or was forgotten, only you can tell.",
    "E513": "Weights come from `weights` or from `ranking`, not from both.",
    "E514": "Values that are not stated are derived from a party's statements on the issue. Where it made none, "
    "every option needs a value.",
    "E515": "An interaction adds to or takes from the worth of packages that join certain options: it names them.",
    "E516": "A discount is what share of its value an agreement keeps at the deadline: above 0, and 1 where time costs "
    "nothing.",
    "E521": "A stated red line forbids something: combinations of options (`boxes`), or some of several issues "
    "without the others (`linkage`).",
    "E522": "A box forbids packages by naming options of at least one issue.",
    "E523": "A linkage says of several issues that all depart from the status quo or none does.",
    "E524": "A linkage is told by departures from the status quo, so each of its issues needs one.",
    "E531": "An interval is a list of its lower and its upper end, [0.2, 0.5]; for a number that is known, both are "
    "the same.",
    "E532": "A chain puts names in an order, the one that is worth more first, so it has at least two.",
    "E533": "Chains say that one thing is worth at least as much as another. In a circle all would be worth the same, "
    "which is more likely a slip than meant.",
    "E534": "What intervals and chains say cannot be true at once: what stands above in a chain is worth at least as "
    "much as what stands below, and the interval of the one ends before that of the other begins.",
    "E535": "Weights of a party are shares of one whole. Within the stated intervals they cannot sum to 1: an issue on "
    "which the party is silent weighs nothing unless an interval says otherwise.",
    "E536": "An interval for a reservation, or for its firmness, needs a reservation.",
    "E537": "What is uncertain of a line's firmness is told by the line's id: of a line that the file states, of one "
    "that the party's statements yield (`negsim explain FILE PARTY` lists them), or `reservation`.",
}
_READINGS = {
    "E601": "Firmness is stated by strength: `interest`, `explicit`, `principle`.",
    "E602": "A reading that states firmness states it for all three strengths.",
}
_WARNINGS = {
    "W701": "Weights that do not sum to 1 are divided by their sum, unless `as_written` has them count as they stand.",
    "W702": "Without a status quo on every issue, what it is worth to the parties cannot be reported, values of "
    "parties that only made concessions are derived otherwise, and no line can be a linkage.",
    "W703": "An issue with one option is settled from the start. It is kept: it may be what the others are about.",
    "W704": "A statement or a line without `source` or `assumption` cannot be checked by anyone else.",
    "W705": "The latest statement wins. One whose date is unknown counts as earlier than all others.",
    "W706": "The address of a source does not look like one that can be opened.",
    "W707": "A date lies in the future, which is often a slip in the year.",
    "W708": "What breaking a linkage costs its party cannot well be derived from values of single issues.",
    "W709": "A party with consent by issue constrains only the issues that name it, and none does.",
    "W710": "A line of a party with consent by issue binds where one of its issues that names the party departs "
    "from the status quo. None of this line's issues names it.",
    "W711": "A weight on an issue without statements or values changes nothing but the share of the other issues.",
    "W712": "With one party there is nothing to negotiate; its preferences can still be studied.",
    "W713": "The status quo exists, so exclusions that cover it are probably too broad.",
    "W714": "Issues that a ranking leaves out weigh nothing, although the party took a stance there.",
    "W715": "A reservation is a value on the party's own scale from 0 (worst) to 1 (best).",
    "W716": "A party of which nothing is known accepts everything and prefers nothing.",
    "W717": "No package is worth what the party holds out for, so it would sign nothing.",
    "W718": "Every package is worth what the party holds out for, so its reservation rules out nothing.",
    "W719": "The file states a number and an interval that it lies outside of. Exact answers are for the number, "
    "answers under uncertainty for the interval.",
    "W720": "Nothing is public before it was said. What has such dates counts as public from the day it was said; "
    "one of the two is probably a slip.",
}
_IMPORTS = {
    "E801": "The file is of no format that negsim reads. `negsim convert --help` lists the formats.",
    "E802": "The files do not make one scenario: they are of several formats, or of several domains, or profiles are "
    "missing. Name the files that belong together.",
    "E803": "The file is of a known format and says something that negsim does not support; nothing is approximated.",
    "E804": "The XML is not well-formed, in a way that GENIUS does not accept either.",
    "E805": "A DOCTYPE can define entities that grow without bound or that fetch other files, and no scenario needs "
    "one; so is XML refused that is nested too deeply or has too many elements.",
    "E806": "A profile names an issue or an option that the domain does not have.",
    "E807": "A profile leaves out the weight of an issue, or the evaluation of an option, so that packages have no "
    "value.",
    "E808": "The range of a number issue is no range: it lacks an end, or its upper end lies below its lower one.",
    "E809": "A number cannot be read: it is no number, is not finite, or has more than 40 digits.",
    "E810": "The JSON is not valid: something is missing, or stands where it cannot.",
    "E811": "The YAML is not valid, or uses what a data file does not need: tags that make Python objects, or aliases "
    "without bound.",
    "E812": "In YAML 1.1 the words yes, no, on and off are truth values; a name or an option that is one of them is "
    "put in quotes.",
    "E813": "A row of a table does not have what its header says, or its threshold is missing or told twice.",
    "E814": "A key that the format requires is missing, or holds another kind of value.",
    "E815": "The profile is about other issues than the domain.",
    "E816": "The step of a number issue does not lead from its lower to its upper end.",
    "W801": "The file is ill-formed in a way that GENIUS accepts. It was mended as GENIUS reads it.",
    "W802": "The weights do not sum to 1. They count as they are written, as they do in the tool that the file is of.",
    "W803": "An option is named twice. GENIUS counts it as two options of the same worth, and so does negsim.",
    "W804": "The name of an option or issue is blank. It is kept so, and shown as (blank).",
    "W805": "The reservation lies beyond the scale from 0 to 1 on which values are: perhaps it is on a scale of "
    "points.",
    "W806": "A discount says what an agreement is worth later. It is kept, and no answer about packages depends on it.",
    "W807": "The discount is 0 or less, above 1, or no number, which GENIUS takes for none.",
    "W808": "The issue is a real number. It was put on a grid; packages between its points are not considered.",
    "W809": "The file is not UTF-8. It was read as Windows-1252 or Latin-1.",
    "W810": "Numbers carry the noise of binary floats, such as 0.35000000000000003. They were read without it, so that "
    "what is equal on paper is equal.",
    "W811": "A weight stands for something that is no issue, and is ignored, as GENIUS ignores it.",
    "W812": "There is no domain file. Issues and options are those of the first profile.",
    "W813": "A file of the folder is not part of the scenario, or holds what no answer uses.",
    "W814": "Values beyond 1 are cut to 1, as the format has it.",
    "W815": "Something that the file states is kept with the party, and no answer uses it.",
    "W816": "Something that the file states has no place in a scenario.",
    "W817": "An issue is worth nothing to a party: all evaluations are 0 or less.",
}
_TRANSCRIPTS = {
    "E901": "A transcript contradicts itself, or is none: an offer of nothing, rounds that go back, an agreement on no "
    "package. No talk ends so; the file was changed or damaged. `negsim talk FILE --json` writes a transcript.",
}
EXPLANATIONS = MappingProxyType(
    _FILE | _STRUCTURE | _NAMES | _SPACE | _STATEMENTS | _PARTIES | _READINGS | _WARNINGS | _IMPORTS | _TRANSCRIPTS
)
"""From each code that a finding or an error about a file can have to what it means."""

IMPORT_CODES = frozenset(_IMPORTS)
"""The codes about files of other tools."""


def explain_code(code: str) -> str:
    """Return what a finding's code means and what to do about it.

    Raises
    ------
    UnknownNameError
        If there is no such code.

    Examples
    --------
    >>> explain_code("e523")
    'A linkage says of several issues that all depart from the status quo or none does.'
    """
    explanation = EXPLANATIONS.get(code.upper())
    if explanation is None:
        raise UnknownNameError("code", code, EXPLANATIONS)
    return explanation
