"""What the list of a programme's files says of each."""

from __future__ import annotations

from pydantic import Field

from corpus.results import Answer


class ProgrammeFile(Answer):
    """A file that whoever asks may have."""

    name: str = Field(description="the end of its address")
    label: str = Field(description="what a person calls it, in the language asked for")
    media_type: str
    address: str = Field(description="where it is made, of this version and in this language; a key has to be added")
    parameters: tuple[str, ...] = Field(
        default=(), description="parameters that it takes beside `lang`, `version` and `key`"
    )
    needs_edit_key: bool = Field(default=False, description="whether only the key for changing opens it")
