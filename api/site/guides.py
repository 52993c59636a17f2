"""Guides: Markdown files in ``api/guides``, named by number (their order) and by their part of the address."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from corpus.build.blocks import markdown

LOCAL = "http://127.0.0.1:8000"
"""The address of the API in the text of guides, as in the README; readers see their own."""

FIRST = "overview"
"""The guide at /docs itself."""

_FILE = re.compile(r"\d+-([a-z-]+)\.md")


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide as written."""

    name: str
    """Last part of its address."""
    title: str
    text: str
    """Markdown, without the title."""

    @property
    def path(self) -> str:
        """Its address, relative to the API."""
        return "docs" if self.name == FIRST else f"docs/{self.name}"


@cache
def guides() -> tuple[Guide, ...]:
    """Every guide in order."""
    files = sorted(resources.files("api").joinpath("guides").iterdir(), key=lambda file: file.name)
    named = ((found[1], file) for file in files if (found := _FILE.fullmatch(file.name)))
    return tuple(_guide(name, file.read_text("utf-8")) for name, file in named)


def _guide(name: str, text: str) -> Guide:
    title, _, rest = text.partition("\n")
    return Guide(name, title.removeprefix("# ").strip(), rest.strip())


def to_html(text: str, root: str, api: str = LOCAL) -> Markup:
    """Markdown as HTML; HTML in it is shown and not obeyed.

    Links from the root of the API get `root` in front, so that they hold behind a proxy; `LOCAL` becomes the address of this API.
    """
    return Markup(_reader().render(text.replace(LOCAL, api), {"root": root}))


@cache
def _reader() -> MarkdownIt:
    reader = markdown()
    reader.add_render_rule("link_open", _link)
    reader.add_render_rule("fence", _code)
    reader.add_render_rule("heading_open", _heading)
    reader.add_render_rule("table_open", _table)
    reader.add_render_rule("table_close", _table_end)
    return reader


def _link(self: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> str:
    target = str(tokens[place].attrGet("href"))
    if target.startswith("/"):
        tokens[place].attrSet("href", f"{env['root']}{target[1:]}")
    return self.renderToken(tokens, place, options, env)


def _code(_self: RendererHTML, tokens: Sequence[Token], place: int, _options: OptionsDict, _env: EnvType) -> str:
    """A block that scrolls sideways must be reachable by keyboard."""
    return Markup('<pre tabindex="0"><code>{}</code></pre>\n').format(tokens[place].content)


def _heading(_self: RendererHTML, tokens: Sequence[Token], place: int, _options: OptionsDict, _env: EnvType) -> str:
    return Markup('<{} id="{}">').format(tokens[place].tag, anchor(tokens[place + 1].content))


def _table(*_: object) -> str:
    return '<div class="wide" tabindex="0"><table>\n'


def _table_end(*_: object) -> str:
    return "</table></div>\n"


def anchor(heading: str) -> str:
    """The part of an address that leads to a heading."""
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


def headings(guide: Guide) -> Mapping[str, str]:
    """Anchor -> heading of the guide's parts."""
    return {anchor(found): found for found in re.findall(r"^## (.+)$", guide.text, re.MULTILINE)}
