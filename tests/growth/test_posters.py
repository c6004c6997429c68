"""QR codes and posters: a phone reads where they lead, in every shape and script, whatever the cover is."""

from __future__ import annotations

import re
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import segno
import zxingcpp
from PIL import Image, ImageChops, ImageDraw

from kpsite.building.workbench import FONTS
from kpsite.growth.poster import SHAPES, Poster
from kpsite.growth.qr import qr_svg
from kpsite.growth.qr_code import TooLong, _room, modules
from kpsite.growth.share_card import ShareCard
from kpsite.render.colour import palette
from kpsite.render.poster_pixels import SHEETS, PosterPainter, _asked, _Pen
from kpsite.render.share_fonts import Fonts
from kpsite.render.share_pixels import turned
from kpsite.render.share_text import Setter
from tests.building import built, outcome
from tests.growth.shop import FILES, URL, shop
from tests.render.pictures import animation, exif, opened, quarters, saved

LINK = f"{URL}courses/abc/?utm_source=poster"
CARD = ShareCard("Honest Charts", "Data", "from $49", "Ines", "en", "#b4512d", ("Honest Charts", "charts"))
POSTER = Poster(
    CARD, "“I read charts differently now.”", "Ann, reader", LINK, "Scan to look inside", "shop.example.org"
)
LONG = "A title of two hundred signs 🎨 that goes on about שלום and watercolour painting in the open air " * 2
NOTE = "Anna gets a reward if you buy through this link. You get 10% off."
CHINESE = replace(CARD, title="读懂图表的七个习惯", language="zh-CN", by="伊内丝", price="¥349 起")
ARABIC = replace(CARD, title="الرسوم (Charts 101)", language="ar")
NOTHING = replace(CARD, title="", over="", by="", price="")
KINDS = {
    "english": POSTER,
    "chinese": replace(POSTER, card=CHINESE, quote="“读完第二课，我看图的眼光就不一样了。”", said="一位读者"),
    "arabic": replace(POSTER, card=ARABIC, quote="«قرأت الدرس»", said="قارئ"),
    "long": Poster(replace(CARD, title=LONG), LONG, LONG, LINK, LONG, LONG, LONG, NOTE),
    "bare": Poster(NOTHING, "", "", LINK, "", ""),
}


@pytest.fixture(scope="module")
def painter() -> PosterPainter:
    """Give what draws, with the fonts that come with kpsite."""
    return PosterPainter(lambda name: (FONTS / name).read_bytes())


def scanned(image: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image)]


def rasterised(svg: bytes, module: int = 4) -> Image.Image:
    """Draw a QR code's SVG as a browser would."""
    text = svg.decode()
    (size,) = re.findall(r'viewBox="0 0 (\d+) \1"', text)
    image = Image.new("L", (int(size) * module, int(size) * module), 255)
    draw = ImageDraw.Draw(image)
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", text)
    for left, top, length in (map(int, run) for run in runs):
        box = (left * module, top * module, (left + length) * module - 1, (top + 1) * module - 1)
        draw.rectangle(box, 0)
    return image


@pytest.mark.parametrize(
    "link",
    [LINK, f"{URL}%E6%95%B0%E5%AD%97/{'%E5%9B%BE' * 30}/?utm_source=qr", "https://a.org/", "x" * 1000],
)
def test_a_code_is_read_back(link: str) -> None:
    """Short and long addresses are read to the letter, also small and with white around them alone."""
    assert scanned(rasterised(qr_svg(link), 3)) == [link]


@pytest.mark.parametrize("version", range(1, 41))
def test_codes_are_those_of_the_standard(version: int) -> None:
    """In each of the forty sizes a full code is, module by module, the one that another program makes."""
    text = "".join(chr(97 + place * place % 26) for place in range(_room(version)))
    other = segno.make_qr(text, error="m", mode="byte", boost_error=False, mask=3)
    assert other.version == version
    assert modules(text) == [bytes(b"01"[dark] for dark in row) for row in other.matrix]
    with pytest.raises(TooLong) if version == 40 else nullcontext():
        assert len(modules(f"{text}a")) == len(modules(text)) + 4


def test_a_code_is_dark_on_white_with_room_around_it() -> None:
    """Cameras need four modules of white on each side (ISO/IEC 18004), also on a dark page."""
    image = rasterised(qr_svg(LINK), 1)
    dark = image.point(lambda value: 255 - value).getbbox()
    assert dark == (4, 4, image.width - 4, image.height - 4)
    assert b'fill="#fff"' in qr_svg(LINK)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_poster_is_scanned(painter: PosterPainter, kind: str, shape: str) -> None:
    """Every shape leads a phone to the course, weighs little, and says nothing of where it was made."""
    data = painter.paint(KINDS[kind], b"", shape)
    image = opened(data)
    assert (image.format, image.size) == ("JPEG", SHAPES[shape])
    assert scanned(image) == [LINK]
    assert len(data) < 300_000
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert painter.paint(KINDS[kind], b"", shape) == data


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", KINDS)
def test_words_stay_in_their_places(painter: PosterPainter, kind: str, shape: str) -> None:
    """Nothing is drawn beyond the words' boxes, whichever way the language runs."""
    image = opened(painter.paint(KINDS[kind], b"", shape)).convert("RGB")
    sheet, rtl = SHEETS[shape], KINDS[kind].card.language == "ar"
    paper = Image.new("RGB", image.size, palette(CARD.accent).light.paper)
    ink = ImageChops.difference(image, paper).convert("L").point(lambda value: 255 * (value > 24))
    for left, top, right, bottom in (sheet.words, sheet.foot):
        beside = [(left - 40, top, left - 6, bottom), (right + 6, top, right + 24, bottom)]
        for box in beside[: 1 if shape == "story" else 2]:
            assert ink.crop(turned(box, image.width) if rtl else box).getbbox() is None


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("length", [1, 3])
def test_what_discloses_a_reward_is_never_cut(shape: str, length: int) -> None:
    """The sentence about a reward is there to its last word, however much else has to go."""
    poster = replace(KINDS["long"], note=" ".join([NOTE] * length))
    setter = Setter(Fonts(lambda name: (FONTS / name).read_bytes()), right_to_left=False)
    pen = _Pen(Image.new("RGB", SHAPES[shape]), palette(CARD.accent).light, setter)
    sheet = SHEETS[shape]
    room = sheet.foot[3] - sheet.foot[1] - 4 * sheet.small
    said = " ".join(line for line, _, _ in _asked(pen, poster, sheet, room))
    assert said.endswith(poster.note)


@pytest.mark.parametrize("size", [26, 30, 36])
def test_small_words_shrink_before_they_are_cut(size: int) -> None:
    """A price in a language with longer words is there whole, in smaller letters; what is too long for these
    as well ends where it has to.
    """
    setter = Setter(Fonts(lambda name: (FONTS / name).read_bytes()), right_to_left=False)
    price = "a partir de US$ 49"
    wide = setter.width(price, size)
    assert setter.line(price, round(wide) + 1, size) == (price, size)
    line, smaller = setter.line(price, round(wide * 0.7), size)
    assert line == price
    assert size / 2 < smaller < size
    line, smaller = setter.line(price * 3, round(wide), size)
    assert line.endswith("…")
    assert setter.width(line, smaller) <= wide


def test_any_change_is_a_new_address() -> None:
    """Phones keep a picture by its address: whatever it shows stands in its name."""
    changes: dict[str, Any] = {
        "card": replace(CARD, price="$50"), "quote": "Q", "said": "S", "link": "L", "call": "C", "shop": "O",
        "recommended": "R", "note": "N",
    }  # fmt: skip
    assert set(changes) == set(Poster.__dataclass_fields__)
    names = {replace(POSTER, **{field: value}).name("wide") for field, value in changes.items()}
    assert len(names | {POSTER.name(shape) for shape in SHAPES}) == len(changes) + 3


def posters(page: bytes) -> list[str]:
    return sorted(set(re.findall(r'"/(media/poster-[^"]+)"', page.decode())))


def test_a_sentence_draws_posters(tmp_path: Path) -> None:
    """With ``share.poster`` a course has posters in three shapes, on its page and on its thank-you page;
    without it a store in English has none.
    """
    assert not posters(built(shop(tmp_path / "a"))["courses/abc/index.html"])
    course = FILES["content/courses/abc/course.md"].replace(
        "preview:", "share: {poster: Read it.}\npreview:", 1
    )
    made = built(shop(tmp_path / "b", {"content/courses/abc/course.md": course}))
    found = posters(made["courses/abc/index.html"])
    assert posters(made["thanks/abc/index.html"]) == found
    assert sorted(opened(made[name]).size for name in found) == sorted(SHAPES.values())
    assert {tuple(scanned(opened(made[name]))) for name in found} == {(LINK,)}


def test_who_recommends_has_posters_of_their_own(tmp_path: Path) -> None:
    """They lead to that person's own page, also for one whose name is not shown."""
    files = {
        "content/courses/abc/course.md": FILES["content/courses/abc/course.md"].replace(
            "preview:", "share: {poster: Read it.}\npreview:", 1
        ),
        "content/ambassadors.yaml": (
            "- {code: anna, name: Anna, public: true, commission: 20%}\n- {code: bo, name: Bo}\n"
        ),
        "content/site.yaml": f"{FILES['content/site.yaml']}referral: {{reward: 10%}}\n",
    }
    made = built(shop(tmp_path, files))
    own = posters(made["courses/abc/index.html"])
    for code in ("anna", "bo"):
        found = posters(made[f"courses/abc/r/{code}/index.html"])
        assert len(found) == len(SHAPES)
        assert not set(found) & set(own)
        link = f"{URL}courses/abc/r/{code}/?utm_source=poster"
        assert {tuple(scanned(opened(made[name]))) for name in found} == {(link,)}
        assert not posters(made[f"r/{code}/index.html"])


def test_readers_of_chinese_pass_on_by_scanning(tmp_path: Path) -> None:
    """Where WeChat is among the buttons, pages show a code for it, and courses their poster."""
    made = built(shop(tmp_path))
    for path in ("zh-cn/courses/def/", "zh-cn/courses/def/zero/"):
        page = made[f"{path}index.html"].decode()
        assert f'src="/{path}wechat.svg"' in page
        assert scanned(rasterised(made[f"{path}wechat.svg"])) == [f"{URL}{path}?utm_source=wechat"]
    assert len(posters(made["zh-cn/courses/def/index.html"])) == 3
    assert not posters(made["zh-cn/courses/def/zero/index.html"])
    assert "courses/def/wechat.svg" not in made


def test_what_is_printed_leads_back(tmp_path: Path) -> None:
    """Courses, bundles and every address below ``/buy/`` have a code to print beside them."""
    made = built(shop(tmp_path))
    sold = [
        path.removesuffix("index.html")
        for path in made
        if re.match(r"(courses|bundles)/[^/]+/index.html|buy/.+/index.html", path)
    ]
    assert len(sold) > 6
    for path in (one for one in sold if "tags" not in one):
        assert scanned(rasterised(made[f"{path}qr.svg"])) == [f"{URL}{path}?utm_source=qr"]


def test_an_unchanged_store_draws_nothing(tmp_path: Path) -> None:
    """Codes and posters are made again only when what they show changes."""
    root = shop(tmp_path)
    before = built(root)
    lesson = root / "content/courses/def/01-zero.zh-CN.md"
    lesson.write_text(lesson.read_text("utf-8").replace("title: 零", "title: 零和一"), "utf-8")
    after = built(root)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert not [name for name in changed if "poster-" in name or name.endswith(("qr.svg", "wechat.svg"))]


def big(width: int, height: int) -> bytes:
    """Give a PNG that states a size which it does not have."""
    data = saved(Image.new("L", (8, 8)), "PNG")
    return data[:16] + width.to_bytes(4, "big") + height.to_bytes(4, "big") + data[24:]


REFUSED = {
    "no picture": (b"GIF, said the bear.", "not an image"),
    "40 megapixels": (big(8000, 5001), "40 megapixels"),
    "cut short": (saved(quarters(), "PNG")[:60], "cut short"),
}
TAKEN = {
    "print colours": saved(quarters("CMYK"), "JPEG", quality=95),
    "moving": animation("gif"),
    "with a place": saved(quarters(), "JPEG", exif=exif(6), comment=b"SecretNote", quality=95),
    "see-through": saved(Image.new("RGBA", (60, 40), (0, 120, 120, 128)), "PNG"),
}


def with_cover(root: Path, data: bytes) -> Path:
    """Give the store with a cover and a poster on its bundle."""
    words = FILES["content/bundles/both.md"].replace(
        "price:", "cover: own.png\ncover_alt: It\nshare: {poster: Both.}\nprice:", 1
    )
    shop(root, {"content/bundles/both.md": words})
    (root / "content/bundles/own.png").write_bytes(data)
    return root


@pytest.mark.parametrize("kind", REFUSED)
def test_a_cover_that_cannot_be_used_is_named(tmp_path: Path, kind: str) -> None:
    """What is no picture, too large or cut short is told of with its file and the reason."""
    data, reason = REFUSED[kind]
    said = outcome(with_cover(tmp_path, data)).said
    (line,) = [one for one in said.splitlines() if "own.png" in one]
    assert line.startswith("content/bundles/both.md:5: cover: error")
    assert reason in line


@pytest.mark.parametrize("kind", TAKEN)
def test_no_cover_tells_where_it_comes_from(tmp_path: Path, kind: str) -> None:
    """Covers in print colours, moving, or with the photographer's place are used without any of that."""
    made = built(with_cover(tmp_path, TAKEN[kind]))
    drawn = {name: data for name, data in made.items() if re.search(r"media/(poster|share|own)", name)}
    assert {name.partition("-")[0] for name in drawn} == {"media/poster", "media/share", "media/own"}
    for name, data in drawn.items():
        image = opened(data)
        assert not image.getexif(), name
        assert not {"icc_profile", "comment", "xmp", "photoshop", "dpi"} & set(image.info), name
        assert not [one for one in (b"Secret", b"Exif", b"http://ns.adobe") if one in data], name
