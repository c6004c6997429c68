"""QR codes that the browser draws, read as a phone reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
SCRIPT = Path(__file__).parents[2] / "themes/storefront/assets/qr.js"
DRAW = """async ([source, texts]) => {
  const { qr } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  return texts.map((text) => {
    const { size, dark } = qr(text);
    return Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_, x) => +dark(x, y)));
  });
}"""
CALL = """async ([source, name, text]) =>
  (await import(`data:text/javascript,${encodeURIComponent(source)}`))[name](text)"""
# The most bytes that versions 1 to 40 hold with error correction M (ISO/IEC 18004, table 7).
CAPACITIES = (
    14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711,
    779, 857, 911, 997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213,
    2331,
)  # fmt: skip
LETTERS = "".join(chr(33 + number * number % 89) for number in range(60))
QUIET = 4


@pytest.fixture(scope="module")
def blank(launch: Callable[..., Browser]) -> Iterator[Page]:
    """Give an empty page, in which a module can be loaded from its text."""
    browser = launch()
    yield browser.new_page()
    browser.close()


def read(rows: list[list[int]]) -> str:
    size = len(rows)
    modules = Image.frombytes("L", (size, size), bytes(0 if dark else 255 for row in rows for dark in row))
    picture = ImageOps.expand(modules, QUIET, 255)
    (code,) = zxingcpp.read_barcodes(picture.resize((picture.width * 3, picture.height * 3)))
    return code.text


def test_every_version_is_read_back(blank: Page) -> None:
    """The longest text of each of the forty versions, one letter less, and one more."""
    sizes = [length for capacity in CAPACITIES for length in (capacity - 1, capacity)]
    texts = [(LETTERS * (length // 7))[length % 31 :][:length] for length in sizes]
    drawn = blank.evaluate(DRAW, [SCRIPT.read_text("utf-8"), texts])
    assert [len(rows) for rows in drawn] == [17 + 4 * number for number in range(1, 41) for _ in "ab"]
    assert [read(rows) for rows in drawn] == texts


@pytest.mark.parametrize("text", ["https://shop.example.org/?x=1&y=%2B#c=1", "名字 é ☃ \u202eabc", "0" * 300])
def test_any_text_is_read_back(text: str, blank: Page) -> None:
    """Addresses, other scripts, and what makes long runs."""
    assert [read(rows) for rows in blank.evaluate(DRAW, [SCRIPT.read_text("utf-8"), [text]])] == [text]


def test_codes_are_hard_to_misread(blank: Page) -> None:
    """A code with a tenth of its modules wiped off is still read."""
    text = "https://shop.example.org/certificate/#" + "k" * 200
    (rows,) = blank.evaluate(DRAW, [SCRIPT.read_text("utf-8"), [text]])
    middle = len(rows) // 2
    for y in range(middle, middle + len(rows) // 5):
        for x in range(middle, middle + len(rows) // 5):
            rows[y][x] = 1
    assert read(rows) == text


def test_a_drawing_is_the_code_with_white_around(blank: Page) -> None:
    """The SVG has the modules of the code and a quiet zone of four."""
    source, text = SCRIPT.read_text("utf-8"), "https://shop.example.org/"
    (rows,) = blank.evaluate(DRAW, [source, [text]])
    drawn = blank.evaluate(CALL, [source, "svg", text])
    size = len(rows) + 2 * QUIET
    assert f'viewBox="0 0 {size} {size}"' in drawn
    found = [[0] * len(rows) for _ in rows]
    for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-", drawn):
        for step in range(int(run)):
            found[int(y) - QUIET][int(x) - QUIET + step] = 1
    assert found == rows


def test_what_no_code_can_hold_is_refused(blank: Page) -> None:
    """One byte more than the largest code has room for."""
    told = "async (given) => { try { await (" + CALL + ")(given); } catch (wrong) { return wrong.name; } }"
    assert blank.evaluate(told, [SCRIPT.read_text("utf-8"), "qr", "x" * (CAPACITIES[-1] + 1)]) == "RangeError"
