"""How long a text takes to read.

Speeds are those of the International Reading Speed Texts (Trauzettel-Klosinski and Dietz 2012, doi:10.1167/iovs.11-8284): 184 words a
minute as the mean of 17 languages, read aloud by natives. Silent reading of one's own language is faster (238 words a minute for English,
Brysbaert 2019), reading in a second language slower; officials do both, so that the cautious figure is the one to plan with.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

WORDS_A_MINUTE = 184

CHARACTERS_A_MINUTE: Mapping[str, int] = {"zh": 255, "ja": 357, "ko": 370, "th": 863, "km": 863, "lo": 863, "my": 863}
"""Letters without white space a minute, for languages in which words are not what is between spaces. Korean: the mean of syllables, which
is what a letter of Hangul is; the last four: the mean of characters, as there are no texts for them."""


def reading_minutes(text: str, language: str) -> float:
    """Minutes to read a text in a language (BCP 47)."""
    speed = CHARACTERS_A_MINUTE.get(language.partition("-")[0])
    if speed is None:
        return len(text.split()) / WORDS_A_MINUTE
    return sum(map(len, text.split())) / speed


def whole_minutes(minutes: float) -> int:
    """Minutes to plan with: rounded up, at least one."""
    return max(1, math.ceil(minutes))
