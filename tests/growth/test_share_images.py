"""Share images: one for everything that is passed on, in every script, drawn once."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from kpsite.building.workbench import FONTS
from kpsite.checks.lettering import without_type
from kpsite.growth.share_card import SQUARE, WIDE, ShareCard
from kpsite.model.language import NAMES
from kpsite.model.slug import slugify
from kpsite.render.share_fonts import Fonts
from kpsite.render.share_pixels import SHEETS, Painter
from kpsite.render.share_text import Setter
from tests.building import built, outcome
from tests.growth.shop import SITE, URL, shop
from tests.render.pictures import opened, saved

CARD = ShareCard("Honest Charts", "Data", "$49", "Ines", "en", "#b4512d", ("Honest Charts", "honest-charts"))
LONG = "A title of two hundred signs that goes on about watercolour painting in the open air " * 3
TITLES = {
    "latin": ("Größe, œuvre, ăștia, Łódź: l’été", "fr"),
    "cyrillic": ("Русский язык для всех", "ru"),
    "greek": ("Ελληνικά για αρχαρίους", "el"),
    "vietnamese": ("Tiếng Việt cho người mới", "vi"),
    "simplified": ("读懂图表的七个习惯：如何不被数字欺骗", "zh-CN"),
    "traditional": ("讀懂圖表的七個習慣：龍龜鬱", "zh-TW"),
    "japanese": ("図表の読み方、カタカナとひらがな", "ja"),
    "korean": ("도표를 읽는 일곱 가지 습관", "ko"),
    "arabic": ("الرسوم البيانية الصادقة (Charts 101)", "ar"),
    "hebrew": ("איך לקרוא תרשימים", "he"),
    "armenian": ("Ազնիվ գծապատկերներ", "hy"),
    "georgian": ("პატიოსანი დიაგრამები", "ka"),
    "amharic": ("ታማኝ ሠንጠረዦች", "am"),
    "persian": ("نمودارهای پژوهشی: گچ", "fa"),
}


@pytest.mark.parametrize("language", sorted(NAMES))
def test_what_has_no_type_is_known_without_looking(language: str) -> None:
    """The check that warns of it, which opens no font, agrees with the fonts on every language's own name."""
    fonts = Fonts(lambda name: (FONTS / name).read_bytes())
    letters = [sign for sign in NAMES[language] if sign.isalpha()]
    assert bool(without_type(NAMES[language])) is not all(fonts.face(sign) for sign in letters)


@pytest.fixture(scope="module")
def painter() -> Painter:
    """Give what draws, with the fonts that come with kpsite."""
    return Painter(lambda name: (FONTS / name).read_bytes())


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    """Give the fonts."""
    return Fonts(lambda name: (FONTS / name).read_bytes())


def inked(image: Image.Image, box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Give where something is drawn in a part of an image, from left, top, right and bottom; zeros for
    nothing.
    """
    part = image.convert("RGB").crop(box)
    ground = Image.new("RGB", part.size, part.getpixel((0, 0)))
    bounds = (
        ImageChops.difference(part, ground).convert("L").point(lambda value: 255 * (value > 60)).getbbox()
    )
    return bounds or (0, 0, 0, 0)


@pytest.mark.parametrize("square", [False, True])
@pytest.mark.parametrize("script", TITLES)
def test_every_script_is_set(painter: Painter, fonts: Fonts, script: str, *, square: bool) -> None:
    """Each sign of a title has type, and the words stay in their column."""
    title, language = TITLES[script]
    setter = Setter(fonts, right_to_left=language in ("ar", "he", "fa"))
    assert setter.known(title) == " ".join(title.split())
    data = painter.paint(replace(CARD, title=title, language=language), b"", square=square)
    image = opened(data)
    assert (image.format, image.size) == ("JPEG", SQUARE if square else WIDE)
    assert len(data) < 300_000
    assert not image.getexif()
    left, top, right, bottom = SHEETS[square].words
    if setter.right_to_left and not square:
        left, right = WIDE[0] - right, WIDE[0] - left
    margin = (
        (left - 40, top, left - 4, bottom)
        if not setter.right_to_left
        else (right + 4, top, right + 40, bottom)
    )
    assert inked(image, margin) == (0, 0, 0, 0)
    assert inked(image, (left, top, right, bottom)) != (0, 0, 0, 0)


def test_arabic_is_joined_and_runs_from_right_to_left(fonts: Fonts) -> None:
    """Letters take the forms that join them; numbers and Latin words inside keep their direction."""
    setter = Setter(fonts, right_to_left=True)
    runs = "".join(run for _, run in setter._runs("كيف تقرأ Charts 101"))  # the line as it is set
    assert "Charts 101" in runs
    assert runs.index("Charts") < runs.index(
        "\ufedb"
    )  # an initial kaf, which begins the line at its right end
    assert setter.width("كيف", 60) < sum(setter.width(sign, 60) for sign in "كيف")


def test_english_among_arabic_keeps_its_full_stop(fonts: Fonts) -> None:
    """A sentence without a word of Arabic ends where English sentences end."""
    setter = Setter(fonts, right_to_left=True)
    runs = "".join(run for _, run in setter._runs("Anna gets a reward."))
    assert runs == "Anna gets a reward."


def test_a_long_title_gets_smaller_and_then_ends_in_dots(fonts: Fonts) -> None:
    """The title takes the largest size that fits; where none does, it is cut at the end."""
    setter = Setter(fonts, right_to_left=False)
    short, long = (setter.fit(words, 586, 390, (72, 60, 43)) for words in ("Short words", LONG))
    assert (short.size, short.lines) == (72, ("Short words",))
    assert long.size == 43
    assert long.lines[-1].endswith("…")
    for block in (short, long):
        assert len(block.lines) * block.step <= 390
        assert max(setter.width(line, block.size) for line in block.lines) <= 586


def test_a_long_word_stays_whole(fonts: Fonts) -> None:
    """A word is set smaller rather than broken, as long as there is a size in which it fits."""
    words = "Wahrscheinlichkeitsrechnung für Einsteigerinnen"
    block = Setter(fonts, right_to_left=False).fit(words, 586, 390, (72, 60, 43, 36, 30))
    assert " ".join(block.lines) == words
    assert block.size == 36


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Paint 🎨🖌️ well", "Paint well"),
        ("a\u0007b\u202e c", "ab c"),
        ("हिन्दी", ""),
        ("W" * 90, "W" * 90),
    ],
)
def test_signs_without_type_are_left_out(painter: Painter, fonts: Fonts, title: str, shown: str) -> None:
    """Emoji, control signs and scripts that the fonts lack leave no boxes, and nothing fails."""
    assert Setter(fonts, right_to_left=False).known(title) == shown
    assert opened(painter.paint(replace(CARD, title=title), b"", square=False)).size == WIDE


def test_chinese_lines_do_not_begin_with_a_stop(fonts: Fonts) -> None:
    """A line ends after each sign, but none begins with what closes or ends with what opens."""
    setter = Setter(fonts, right_to_left=False)
    lines = setter.fit("读懂《图表》的七个习惯，如何不被数字欺骗；也不骗人。" * 2, 330, 600, (60, 40)).lines
    assert len(lines) > 3
    assert [line for line in lines if line[0] in "，。；》" or line[-1] == "《"] == []


def test_the_same_card_is_the_same_bytes(painter: Painter) -> None:
    """An image depends on what it shows and on nothing else: not on what was drawn before."""
    first = painter.paint(CARD, b"", square=False)
    painter.paint(replace(CARD, title="Other", language="ar"), b"", square=True)
    assert painter.paint(CARD, b"", square=False) == first


def test_any_change_is_a_new_address() -> None:
    """Networks keep an image by its address: whatever it shows stands in its name."""
    changes = {
        "title": "T", "over": "O", "price": "P", "by": "B", "language": "ar", "accent": "#000000",
        "motif": ("a", "b"), "cover": "c.jpg",
    }  # fmt: skip
    assert set(changes) == set(ShareCard.__dataclass_fields__)
    names = {replace(CARD, **{field: value}).name() for field, value in changes.items()}  # type: ignore[arg-type]
    assert len(names | {CARD.name(), CARD.name(square=True)}) == len(changes) + 2
    assert slugify(CARD.name().removesuffix(".jpg")) == CARD.name().removesuffix(".jpg")


def images(page: bytes) -> list[str]:
    return re.findall(r'<meta property="og:image" content="([^"]+)">', page.decode())


def test_everything_that_is_passed_on_has_an_image(tmp_path: Path) -> None:
    """Courses, bundles, articles and free lessons have two of their own; closed lessons their course's."""
    made = built(shop(tmp_path))
    paths = (
        "courses/abc/", "courses/def/", "zh-cn/courses/def/", "ar/courses/def/", "bundles/both/",
        "posts/why/", "courses/abc/first/", "courses/abc/third/", "courses/def/zero/",
    )  # fmt: skip
    found = {path: images(made[f"{path}index.html"]) for path in paths}
    assert len({one for pair in found.values() for one in pair}) == 2 * len(paths)
    for wide, square in found.values():
        assert opened(made[wide.removeprefix(URL)]).size == WIDE
        assert opened(made[square.removeprefix(URL)]).size == SQUARE
    assert images(made["courses/abc/fourth/index.html"]) == found["courses/abc/"]
    drawn = {name for name in made if name.startswith("media/share-")}
    assert drawn == {one.removeprefix(URL) for text in made.values() for one in images_in(text)}


def images_in(text: bytes) -> list[str]:
    return images(text) if text.startswith(b"<!doctype") else []


def test_only_what_is_shown_decides(tmp_path: Path) -> None:
    """A lesson's text draws nothing; a price draws its course, and nothing else."""
    root = shop(tmp_path)
    before = {name: data for name, data in built(root).items() if "share-" in name}
    lesson = root / "content/courses/abc/01-first.md"
    lesson.write_text(lesson.read_text("utf-8") + "\nMore.\n", "utf-8")
    assert {name for name in built(root) if "share-" in name} == set(before)
    bundle = root / "content/bundles/both.md"
    bundle.write_text(bundle.read_text("utf-8").replace("60 EUR", "70 EUR"), "utf-8")
    after = {name for name in built(root) if "share-" in name}
    assert (len(after - set(before)), len(set(before) - after)) == (2, 2)


def test_nothing_is_drawn_twice(tmp_path: Path) -> None:
    """With its output lost, a store takes its images from the shelf; what no page shows leaves the shelf."""
    root = shop(tmp_path)
    before = built(root)
    shelf = root / ".kpsite/cache/share"
    kept = {path.name: path.stat().st_mtime_ns for path in shelf.iterdir()}
    assert len(kept) == sum(name.startswith(("media/share-", "media/poster-")) for name in before)
    shutil.rmtree(root / "dist")
    assert built(root) == before
    assert {path.name: path.stat().st_mtime_ns for path in shelf.iterdir()} == kept
    bundle = root / "content/bundles/both.md"
    bundle.write_text(bundle.read_text("utf-8").replace("Both", "All"), "utf-8")
    built(root)
    assert len(list(shelf.iterdir())) == len(kept)


def test_images_that_changed_places_on_the_shelf(tmp_path: Path) -> None:
    """One that is whole, and another's, counts as damaged: both are drawn again."""
    root = shop(tmp_path)
    before = built(root)
    one, other, *_ = sorted((root / ".kpsite/cache/share").iterdir())
    swapped = other.read_bytes(), one.read_bytes()
    one.write_bytes(swapped[0])
    other.write_bytes(swapped[1])
    shutil.rmtree(root / "dist")
    assert built(root) == before


def test_a_store_may_do_without(tmp_path: Path) -> None:
    """``share.draw: false`` draws nothing; a picture of the creator's own choice stands in for one thing."""
    quiet = shop(tmp_path / "a", {"content/site.yaml": f"{SITE}share: {{draw: false}}\n"})
    assert not [name for name in built(quiet) if "media/share-" in name]
    root = shop(tmp_path / "b")
    (root / "content/bundles/own.png").write_bytes(saved(Image.new("RGB", (1200, 630), "teal"), "PNG"))
    bundle = root / "content/bundles/both.md"
    bundle.write_text(
        bundle.read_text("utf-8").replace("---\nTog", "seo: {image: own.png}\n---\nTog"), "utf-8"
    )
    found = images(built(root)["bundles/both/index.html"])
    assert [one for one in found if "/media/own-" not in one] == []


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "CMYK", "L", "P"])
def test_any_cover_can_stand_beside_the_words(painter: Painter, mode: str) -> None:
    """Covers of all colour models and shapes are cut to the picture's box."""
    kind = "JPEG" if mode == "CMYK" else "PNG"
    for size in ((300, 1200), (1600, 100), (1, 1)):
        data = saved(Image.new("RGB", size, "teal").convert(mode), kind)
        for square in (False, True):
            image = opened(painter.paint(CARD, data, square=square))
            left, top, right, bottom = SHEETS[square].picture
            _, green, blue = image.getpixel(((left + right) // 2, (top + bottom) // 2))  # type: ignore[misc]
            assert (green > 80, blue > 80) == (True, True)


def test_a_damaged_cover_is_named(tmp_path: Path) -> None:
    """A cover whose picture cannot be decoded is told of with its file, once, and nothing is published."""
    root = shop(tmp_path)
    noise = bytearray(saved(Image.effect_noise((400, 300), 90).convert("RGB"), "PNG"))
    noise[20_000:20_100] = bytes(100)
    (root / "content/bundles/cover.png").write_bytes(noise)
    bundle = root / "content/bundles/both.md"
    words = bundle.read_text("utf-8").replace("---\nTog", "cover: cover.png\ncover_alt: Noise\n---\nTog")
    bundle.write_text(words, "utf-8")
    made = outcome(root)
    assert not made.good
    assert [problem.place.path for problem in made.problems if problem.code == "bad-image"] == [
        "content/bundles/cover.png"
    ]
