"""Every interface word that Markdown can bring into a page, as English message ids, in one place.

``_`` marks them for extraction into the catalogues; they are translated when a text is rendered.
"""

from __future__ import annotations

_ = str

OUTPUT = _("Output")
ERROR = _("Error")
FOOTNOTES = _("Footnotes")
FOOTNOTE = _("Footnote %(number)s")
BACK_TO_TEXT = _("Back to the text, note %(number)s")
HEADING_LINK = _("Link to the section “%(title)s”")
TABLE = _("Table %(number)s")
CAPTIONS = _("Captions")
PLAY_VIDEO = _("Play video from %(host)s")
NOTHING_LOADED = _("Nothing is loaded from %(host)s before you click.")

QUESTION = _("Question")
YOUR_ANSWER = _("Your answer")
PLACE_OF = _("Place of %(letter)s")
SHOW_ANSWER = _("Show the answer")
RIGHT = _("Right")
NOT_RIGHT = _("Not right")
SEVERAL_RIGHT = _("More than one answer may be right.")
IN_ORDER = _("Put these into the right order.")

# The kinds of callout and their titles: those of VitePress, Quarto and The Carpentries, which courses are
# written with. A kind that is not here shows its own name.
CALLOUTS = {
    "abstract": _("Summary"),
    "attention": _("Warning"),
    "bug": _("Bug"),
    "callout": _("Note"),
    "caution": _("Caution"),
    "challenge": _("Exercise"),
    "checklist": _("Checklist"),
    "danger": _("Danger"),
    "definition": _("Definition"),
    "details": _("Details"),
    "discussion": _("Discussion"),
    "error": _("Error"),
    "example": _("Example"),
    "exercise": _("Exercise"),
    "hint": _("Hint"),
    "important": _("Important"),
    "info": _("Info"),
    "instructor": _("For instructors"),
    "keypoints": _("Key points"),
    "note": _("Note"),
    "objectives": _("Objectives"),
    "overview": _("Overview"),
    "prereq": _("Prerequisites"),
    "prerequisites": _("Prerequisites"),
    "question": _("Question"),
    "questions": _("Questions"),
    "quote": _("Quote"),
    "solution": _("Solution"),
    "spoiler": _("Show more"),
    "success": _("Success"),
    "summary": _("Summary"),
    "testimonial": _("Testimonial"),
    "tip": _("Tip"),
    "todo": _("To do"),
    "warning": _("Warning"),
}
# These stay closed until the reader opens them.
FOLDED = frozenset(("details", "hint", "solution", "spoiler"))
# This one is a question to the reader.
QUIZ = "quiz"
