"""The one piece of script in the page: it follows links without a reload, and says where the reader wants to go.

Links and forms are ordinary HTML with real addresses, so that they can be opened in a new tab, copied and reached by keyboard; the
script only spares the reload. When it fails, the browser follows them itself.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

KEY = "bridge"
SCRIPT = Path(__file__).parent / "static" / "bridge.js"


@cache
def _script() -> str:
    return SCRIPT.read_text("utf-8")


def bridge() -> ComponentRenderer:
    """Mounts as ``bridge()(key=KEY, data=..., on_followed_change=..., on_collected_change=..., on_reopened_change=...)``.

    The trigger `followed` is a link's `href`, `collected` the id of a case that the reader adds to her course, `reopened` the address of
    the course that this browser tab had open before its page was loaded anew.
    """
    return st.components.v2.component("casebook_bridge", js=_script(), isolate_styles=False)


def followed() -> str:
    """The link that the reader has just followed, "" where none."""
    return _sent("followed")


def collected() -> str:
    """The case that the reader has just added to her course, "" where none."""
    return _sent("collected")


def reopened() -> str:
    """The address of the course that the tab had open, "" where none."""
    return _sent("reopened")


def _sent(trigger: str) -> str:
    return str(getattr(st.session_state.get(KEY), trigger, None) or "")
