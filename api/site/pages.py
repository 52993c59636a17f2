"""Pages of the documentation as HTML, from the templates in ``api/templates``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from fastapi import FastAPI
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.deprecation import Deprecation
from api.site.guides import Guide, guides, headings, to_html
from api.site.reference import read_reference
from corpus.errors import NotFound

_TEMPLATES: Mapping[str, str] = {"versions": "versions.html"}
"""Guides whose pages hold more than their text."""


class Site:
    """Writes pages. `root` leads from a page to the root of the API: "" from /docs, "../" from what lies below it."""

    def __init__(self, app: FastAPI, api: str, deprecations: Sequence[Deprecation]) -> None:
        self._app, self._api, self._deprecations = app, api, tuple(deprecations)

    def guide(self, name: str, root: str) -> str:
        """The page of a guide; NotFound where there is none of this name."""
        guide = next((each for each in guides() if each.name == name), None)
        if guide is None:
            raise NotFound(
                f"the documentation has no page {name!r}; it has {', '.join(each.name for each in guides())}"
            )
        text = to_html(guide.text, root, self._api)
        parts: Mapping[str, Any] = {"guide": guide, "text": text, "headings": headings(guide)}
        return self._page(
            _TEMPLATES.get(name, "guide.html"), guide.path, root, deprecations=self._deprecations, **parts
        )

    @cached_property
    def reference(self) -> str:
        """The page of all operations and types, made when first asked for."""
        found = read_reference(self._app.openapi(), self._api)
        return self._page("reference.html", "docs/reference", "../", reference=found)

    def workbench(self, root: str) -> str:
        """The page on which operations can be tried; it needs JavaScript and says so."""
        return self._page("try.html", "docs/try", root)

    def _page(self, template: str, path: str, root: str, **parts: Any) -> str:
        listed: tuple[Guide, ...] = guides()
        return self._templates.get_template(template).render(
            guides=listed, path=path, root=root, version=self._app.version, to_html=to_html, **parts
        )

    @cached_property
    def _templates(self) -> Environment:
        found = Environment(
            loader=PackageLoader("api"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        found.filters["day"] = day
        return found


def day(moment: dt.datetime) -> str:
    """A date as people write it: 1 January 2028."""
    return f"{moment.day} {moment:%B %Y}"
