"""The words that lessons are made of. Lists stand in the order of use: the first words come up most."""

from __future__ import annotations

_NOUNS = """
    lesson line page number reader chart colour table question word shape text list value answer figure
    paper scale sample note file row garden rule column axis picture label idea week source measure market
    letter draft sketch brush point field edge bar curve margin brick seed river map tool window road
    rhythm sound kitchen recipe oven season harvest cup loaf basket wheel thread needle pattern fabric
    hinge drawer bench shelf lamp voice chord melody pause camera lens shadow light horizon ladder bridge
    signal engine battery circuit ledger budget price receipt tax bill habit morning evening village
    station ticket platform letterbox envelope stamp archive index chapter summary footnote caption
    legend grid cell record query filter branch commit folder script function loop buffer stream packet
"""
NOUNS = tuple(_NOUNS.split())

VERBS = (  # base, third person
    ("show", "shows"), ("keep", "keeps"), ("change", "changes"), ("hold", "holds"), ("follow", "follows"),
    ("explain", "explains"), ("carry", "carries"), ("need", "needs"), ("hide", "hides"),
    ("compare", "compares"), ("name", "names"), ("count", "counts"), ("draw", "draws"), ("join", "joins"),
    ("cover", "covers"), ("answer", "answers"), ("repeat", "repeats"), ("move", "moves"),
    ("mark", "marks"), ("sort", "sorts"), ("check", "checks"), ("split", "splits"), ("collect", "collects"),
    ("measure", "measures"), ("replace", "replaces"), ("support", "supports"), ("guide", "guides"),
    ("soften", "softens"), ("sharpen", "sharpens"), ("describe", "describes"), ("gather", "gathers"),
    ("balance", "balances"), ("frame", "frames"), ("open", "opens"), ("close", "closes"),
    ("reduce", "reduces"), ("extend", "extends"), ("borrow", "borrows"),
)  # fmt: skip

_ADJECTIVES = """
    small good short plain whole long fair second early simple clear open narrow steady
    quiet wide late common rough warm empty handy careful broken heavy light familiar strange
    hidden exact patient modest faint bright dry ordinary gentle stubborn sudden crooked hollow distant
    generous brittle curious deliberate reliable
"""
ADJECTIVES = tuple(_ADJECTIVES.split())

ADVERBS = (
    "often", "slowly", "again", "first", "usually", "rarely", "well", "by hand", "quickly", "twice",
    "early", "together", "at once", "quietly", "once", "from memory", "gladly", "carefully",
    "without hurry", "neatly", "later", "plainly", "in the end",
)  # fmt: skip

PLACES = (
    "on the page", "in the margin", "at the start", "beside the window", "under the line",
    "in the second column", "at the end of the week", "on a clean sheet", "near the edge",
    "between two rows", "in a separate file", "before the first exercise", "after a short break",
    "on the back of an envelope", "in the middle of the table",
)  # fmt: skip

OPENERS = (
    "In practice", "As a rule", "On most days", "For a beginner", "At this point", "Most of the time",
    "In the first example", "After a while", "With a little care", "To begin with", "In other words",
    "Once that is done", "By now", "Even so", "For the same reason",
)  # fmt: skip

JOINERS = ("because", "so that", "although", "while", "until", "whenever", "unless", "as soon as")

SUBJECTS = (
    "Watercolour", "Reading Charts", "Baking Bread", "Plain Statistics", "Pocket Gardens", "Bookbinding",
    "Night Photography", "Spoken Spanish", "Bicycle Repair", "Typography", "Household Budgets",
    "Woodwork", "Choir Singing", "Data Cleaning", "Shell Scripts", "Map Making", "Letter Writing",
    "Chess Endings", "Beekeeping", "Small Electronics", "Version Control", "Natural Dyes",
    "Interview Skills", "Field Notes", "Paper Folding", "Sound Recording", "Weather Watching",
)  # fmt: skip

ASPECTS = ("for Beginners", "from Scratch", "in Thirty Days", "by Example", "without Fear", "at Home")

LESSON_SHAPES = (
    "What a {adjective} {noun} is for", "The {adjective} {noun}", "How to {verb} a {noun}",
    "From {noun} to {other}", "When the {noun} {verbs} the {other}", "A {noun} that {verbs} {adverb}",
    "Choosing a {noun}", "Three ways to {verb} a {noun}", "The {noun} and the {other}",
    "Why every {noun} needs a {other}",
)  # fmt: skip

HEADING_SHAPES = (
    "The {noun} and its {other}", "Where the {noun} {verbs}", "A {adjective} {noun}", "Trying it",
    "What to {verb} first", "If the {noun} is {adjective}", "The {noun} in use", "Common mistakes",
    "A {noun} for every {other}", "What comes next",
)  # fmt: skip

SENTENCE_SHAPES = (
    "The {noun} {verbs} the {adjective} {other}.",
    "A {adjective} {noun} {verbs} {adverb}, and the {other} {verbs2} {place}.",
    "{opener}, you {verb} the {noun} {place}.",
    "You {verb} a {noun} {joiner} the {other} {verbs} it.",
    "{opener}, the {noun} of a {adjective} {other} {verbs} more than it should.",
    "Nobody {verbs} a {noun} {adverb}.",
    "Take one {noun}, {verb} it {place}, and {verb2} what is left.",
    "If the {noun} {verbs} the {other}, the {third} is too {adjective}.",
    "There are {count} reasons to {verb} the {noun}: it is {adjective}, and it {verbs} the {other}.",
    "Some readers {verb} the {noun}; others {verb2} the {other} {adverb}.",
    "What does the {noun} {verb} {place}?",
    "The {adjective} {noun} is not the {adjective2} one, {joiner} the {other} {verbs} {place}.",
    "Write down the {noun}, the {other} and the {third}.",
    "It takes {count} minutes to {verb} a {noun}, and a week to {verb2} the {other} {adverb}.",
    "{opener}, {verb} the {noun} before the {other} {verbs} {adverb}.",
    "A {noun} without a {other} {verbs} nothing.",
)

COUNTS = ("two", "three", "four", "five", "six", "ten", "twelve", "twenty")
