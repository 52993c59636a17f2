"""Landing pages: what a browser or a crawler finds at the address of a thing. Each is one self-contained document without scripts.

The front end draws in the browser and cannot carry data for crawlers, so the address of a case leads here first, and from here to it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from api.addresses import Addresses
from api.negotiation import VARY
from corpus.results import InterfaceLanguage


@cache
def _labels() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("api.linked").joinpath("labels.yaml").read_text("utf-8")
    labels: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)
    return labels


def label(name: str, language: str, /, **values: object) -> str:
    """Words of landing pages and feeds in an interface language, with values filled in."""
    return _labels()[name][language].format(**values)


@cache
def _stylesheet() -> str:
    return resources.files("api").joinpath("static", "landing.css").read_text("utf-8")


@cache
def _policy() -> str:
    """Nothing is allowed but the page's own stylesheet, which its digest names; data in script elements is never run."""
    digest = base64.b64encode(hashlib.sha256(_stylesheet().encode()).digest()).decode()
    return f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; frame-ancestors 'none'"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("api.linked"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["script_data"] = script_data
    return environment


def script_data(jsonld: Mapping[str, Any]) -> Markup:
    """JSON that may stand in a script element: nothing in it can end the element or begin a comment."""
    text = json.dumps(jsonld, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def landing_page(template: str, language: InterfaceLanguage, addresses: Addresses, **values: Any) -> HTMLResponse:
    """The template in an interface language; a value that it lacks is an error rather than a gap in the page."""
    words = {name: label(name, language) for name in _labels() if "{" not in _labels()[name]["en"]}
    page = _environment().get_template(template)
    text = page.render(w=words, language=language, at=addresses, stylesheet=Markup(_stylesheet()), **values)
    headers = {"Content-Security-Policy": _policy(), "Content-Language": language, "Vary": VARY}
    return HTMLResponse(text.encode("utf-8", "replace"), headers=headers)
