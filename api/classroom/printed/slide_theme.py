"""The look of the slides: colours, fonts and places of the master and its layouts, set in python-pptx's plain template."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import BaseOxmlElement
from pptx.presentation import Presentation as Slides
from pptx.slide import Slide, SlideLayout, SlideMaster
from pptx.util import Emu, Inches

from api.exports.word import COMPLEX_FONT, COMPLEX_FONTS, EAST_ASIAN_FONTS, LATIN_FONT

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
MARGIN = Inches(0.75)
TITLE_LAYOUT, TEXT_LAYOUT, SESSION_LAYOUT, TABLE_LAYOUT = 0, 1, 2, 3
"""Positions of the layouts that are kept."""
_KEPT = ("Title Slide", "Title and Content", "Section Header", "Title Only")

COLOURS: Mapping[str, str] = {
    "dk1": "17303B", "lt1": "FFFFFF", "dk2": "0F4C5C", "lt2": "EEF4F5", "accent1": "0F4C5C", "accent2": "E36414",
    "accent3": "5F8D4E", "accent4": "9A031E", "accent5": "2F7D95", "accent6": "FB8B24", "hlink": "0B6E8A", "folHlink": "566770",
}  # fmt: skip
"""Colours of the theme."""

_SCRIPTS: Mapping[str, str] = {
    "Hang": EAST_ASIAN_FONTS["ko"], "Jpan": EAST_ASIAN_FONTS["ja"], "Hans": EAST_ASIAN_FONTS["zh"], "Arab": COMPLEX_FONT,
    "Thai": COMPLEX_FONTS["th"], "Deva": COMPLEX_FONTS["hi"], "Viet": LATIN_FONT,
}  # fmt: skip
"""Script -> the font that comes with Office for it; other programs take their own."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a placeholder stands, in EMU."""

    left: int
    top: int
    width: int
    height: int


_WIDE = WIDTH - 2 * MARGIN
TITLE_PLACE = Place(MARGIN, Inches(0.45), _WIDE, Inches(1.05))
BODY_PLACE = Place(MARGIN, Inches(1.75), _WIDE, Inches(4.95))
_PLACES: Mapping[tuple[str, PP_PLACEHOLDER], Place] = {
    ("Title Slide", PP_PLACEHOLDER.CENTER_TITLE): Place(MARGIN, Inches(1.9), _WIDE, Inches(2.3)),
    ("Title Slide", PP_PLACEHOLDER.SUBTITLE): Place(MARGIN, Inches(4.4), _WIDE, Inches(1.6)),
    ("Section Header", PP_PLACEHOLDER.TITLE): Place(MARGIN, Inches(1.7), _WIDE, Inches(2.0)),
    ("Section Header", PP_PLACEHOLDER.BODY): Place(MARGIN, Inches(3.9), _WIDE, Inches(2.6)),
}
"""Layout and kind of placeholder -> its place, where it is not that of the master."""
_ANYWHERE: Mapping[PP_PLACEHOLDER, Place] = {
    PP_PLACEHOLDER.TITLE: TITLE_PLACE,
    PP_PLACEHOLDER.BODY: BODY_PLACE,
    PP_PLACEHOLDER.OBJECT: BODY_PLACE,
    PP_PLACEHOLDER.FOOTER: Place(MARGIN, Inches(6.9), Inches(9), Inches(0.35)),
    PP_PLACEHOLDER.SLIDE_NUMBER: Place(WIDTH - MARGIN - Inches(1), Inches(6.9), Inches(1), Inches(0.35)),
}
_DARK = ("Title Slide", "Section Header")
"""Layouts with light letters on a dark ground."""


def themed_slides(is_right_to_left: bool) -> Slides:
    """An empty deck, 16:9, whose lines begin at the right where the language does."""
    slides = Presentation()
    slides.slide_width, slides.slide_height = WIDTH, HEIGHT
    for layout in [each for each in slides.slide_layouts if each.name not in _KEPT]:
        slides.slide_layouts.remove(layout)
    master = slides.slide_master
    _set_theme(master)
    _set_styles(master, is_right_to_left)
    _place_all(master, "")
    _draw_bar(master, MARGIN if not is_right_to_left else WIDTH - MARGIN - Inches(0.9))
    for layout in slides.slide_layouts:
        _lay_out(layout, is_right_to_left)
    return slides


def _set_theme(master: SlideMaster) -> None:
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = parse_xml(part.blob)
    theme.set("name", "Casebook")
    for name, value in COLOURS.items():
        colour = theme.find(f".//{qn('a:clrScheme')}/{qn(f'a:{name}')}")
        colour.clear()
        colour.append(colour.makeelement(qn("a:srgbClr"), {"val": value}))
    for fonts in (*theme.iter(qn("a:majorFont")), *theme.iter(qn("a:minorFont"))):
        fonts.find(qn("a:latin")).set("typeface", LATIN_FONT)
        fonts.find(qn("a:cs")).set("typeface", COMPLEX_FONT)
        for font in fonts.findall(qn("a:font")):
            font.set("typeface", _SCRIPTS.get(font.get("script"), font.get("typeface")))
    part._blob = serialize_part_xml(theme)


def _set_styles(master: SlideMaster, is_right_to_left: bool) -> None:
    styles = master._element.find(qn("p:txStyles"))
    for level in styles.iter():
        if level.tag.endswith("pPr"):
            level.set("rtl", "1" if is_right_to_left else "0")
            level.set("algn", "r" if is_right_to_left else "l")
    title = styles.find(f"{qn('p:titleStyle')}//{qn('a:defRPr')}")
    title.set("sz", "3000")
    title.set("b", "1")
    title.find(f".//{qn('a:schemeClr')}").set("val", "tx2")


def _place_all(holder: SlideMaster | SlideLayout, name: str) -> None:
    for shape in placeholders_of(holder):
        kind = shape.placeholder_format.type
        place = _PLACES.get((name, kind)) or _ANYWHERE.get(kind)
        if place is None:
            shape._element.getparent().remove(shape._element)
            continue
        shape.left, shape.top, shape.width, shape.height = (
            Emu(each) for each in (place.left, place.top, place.width, place.height)
        )


def placeholders_of(holder: SlideMaster | SlideLayout | Slide) -> list[Any]:
    """Its placeholders; python-pptx's own types of them do not agree with each other."""
    return [shape for shape in holder.shapes if shape.is_placeholder]


def _draw_bar(holder: SlideMaster | SlideLayout, left: int) -> None:
    """A short coloured line under the title: decoration, so without a name for screen readers."""
    bar = _rectangle(holder, Place(left, Inches(1.52), Inches(0.9), Inches(0.06)))
    holder.shapes._spTree.append(bar)


def _rectangle(holder: SlideMaster | SlideLayout, place: Place) -> BaseOxmlElement:
    """A rectangle drawn on a slide of a deck of its own: masters have no method for it."""
    spare = Presentation()
    shape = spare.slides.add_slide(spare.slide_layouts[6]).shapes.add_shape(
        MSO_SHAPE.RECTANGLE, Emu(place.left), Emu(place.top), Emu(place.width), Emu(place.height)
    )
    shape.fill.solid()
    shape.fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_2
    shape.line.fill.background()
    shape.name = "Bar"
    made: BaseOxmlElement = copy.deepcopy(shape._element)
    made.find(f".//{qn('p:cNvPr')}").set("id", str(100 + len(holder.shapes)))
    return made


def _lay_out(layout: SlideLayout, is_right_to_left: bool) -> None:
    _place_all(layout, layout.name)
    for shape in placeholders_of(layout):
        for properties in shape._element.iter(qn("a:lvl1pPr")):
            properties.attrib.pop("algn", None)
        for letters in shape._element.iter(qn("a:defRPr")):
            letters.attrib.pop("cap", None)
    if layout.name not in _DARK:
        return
    layout.background.fill.solid()
    layout.background.fill.fore_color.theme_color = MSO_THEME_COLOR.TEXT_2
    # The bar of the master stands under titles of other slides.
    layout._element.set("showMasterSp", "0")
    top = Inches(4.25) if layout.name == "Title Slide" else Inches(3.75)
    left = MARGIN if not is_right_to_left else WIDTH - MARGIN - Inches(0.9)
    layout.shapes._spTree.append(_rectangle(layout, Place(left, top, Inches(0.9), Inches(0.06))))


WHITE, PALE, QUIET = RGBColor(255, 255, 255), RGBColor(213, 230, 234), RGBColor(86, 103, 112)  # type: ignore[no-untyped-call]
