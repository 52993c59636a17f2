"""Pictures as documents: each is a page, or many where the file is a TIFF of many pages, that only OCR can read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import BadInput

if TYPE_CHECKING:
    from unstructured.documents.elements import Element

MOST_PIXELS = 120_000_000
"""Pixels of one page: A3 at 600 dots per inch has 70 million. A small file can stand for a picture that fills the memory."""


def convert_picture(_: Path) -> list[Element]:
    """Nothing: what a picture says, `ingest.scans` has read from its pages, all of which are pictured."""
    return []


def count_pictures(path: Path) -> int:
    """Pages of a picture file, each checked for its size and none of them drawn. An animation counts as its first picture."""
    from PIL import Image

    # Our own limit is told in a sentence; Pillow's would be a warning.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(path) as picture:
        frames = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
        for frame in range(frames):
            picture.seek(frame)
            _check_size(*picture.size)
        if frames == 1:
            # Reads the file through, so that one that was cut off is found here.
            picture.load()
    return frames


def pictured_pages(path: Path, _: set[int]) -> tuple[int, ...]:
    """All pages of a picture file, from 1."""
    return tuple(range(1, count_pictures(path) + 1))


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise BadInput(
            f"The picture has {width:,} by {height:,} pixels; the limit is {MOST_PIXELS:,} in all. Save it smaller."
        )
