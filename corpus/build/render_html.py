"""A case document as a web page of the kind that a city publishes: header, navigation, text, footer."""

from __future__ import annotations

from html import escape

from corpus.build.blocks import Heading, is_right_to_left, markdown, plain, read_blocks, refuse_charts

STYLE = """body{font:17px/1.6 Georgia,serif;max-width:44rem;margin:0 auto;padding:1rem;color:#222}
nav{font:14px sans-serif;border-bottom:1px solid #ccc;padding-bottom:.5rem}nav a{margin-right:1em}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.3em .6em;text-align:start}
footer{margin-top:3rem;border-top:1px solid #ccc;font:13px sans-serif;color:#555}"""


def render_html(text: str, title: str, language: str, footer: str) -> bytes:
    """A complete HTML page, UTF-8. Raw HTML in the source is shown as text."""
    reader = markdown()
    tokens = reader.parse(text)
    blocks = refuse_charts(read_blocks(text))
    headings = [plain(block.runs) for block in blocks if isinstance(block, Heading) and block.level == 2]
    anchors = iter(range(1, len(headings) + 1))
    for token in tokens:
        if token.type == "heading_open" and token.tag == "h2":
            token.attrSet("id", f"s{next(anchors)}")
    links = "".join(f'<a href="#s{n}">{escape(name)}</a>' for n, name in enumerate(headings, 1))
    body = reader.renderer.render(tokens, reader.options, {})
    direction = ' dir="rtl"' if is_right_to_left(language) else ""
    page = (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}"{direction}>\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<nav>{links}</nav>\n<main>\n{body}</main>\n"
        f"<footer>{escape(footer)}</footer>\n</body>\n</html>\n"
    )
    return page.encode()
