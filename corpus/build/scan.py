"""A PDF as a photocopier would have made it: pictures of its pages, a little askew and grainy, without any text in it."""

from __future__ import annotations

import io
import time

import numpy as np
import pypdfium2
from PIL import Image

DOTS_PER_INCH = 150
GRAIN = 6.0
"""Standard deviation of the noise, of 255 shades of grey."""
ASKEW = (0.5, -0.35, 0.2, -0.6)
"""Degrees by which the pages lie askew, in turn."""
JPEG_QUALITY = 45
PAPER = 250
"""Shade of grey of the paper."""


def scan(pdf: bytes) -> bytes:
    """The pages of a PDF as a PDF of greyscale pictures; the same bytes each time."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [_copy(document[number], number) for number in range(len(document))]
    out = io.BytesIO()
    epoch = time.gmtime(0)
    pages[0].save(
        out, "PDF", save_all=True, append_images=pages[1:], resolution=DOTS_PER_INCH, quality=JPEG_QUALITY,
        creationDate=epoch, modDate=epoch,
    )  # fmt: skip
    return out.getvalue()


def _copy(page: pypdfium2.PdfPage, number: int) -> Image.Image:
    drawn = page.render(scale=DOTS_PER_INCH / 72).to_pil().convert("L")
    turned = drawn.rotate(ASKEW[number % len(ASKEW)], Image.Resampling.BICUBIC, fillcolor=PAPER)
    shades = np.asarray(turned, np.float32) + np.random.default_rng(number).normal(
        0, GRAIN, (turned.height, turned.width)
    )
    return Image.fromarray(np.clip(shades, 0, PAPER).astype(np.uint8))
