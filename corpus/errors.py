"""The errors that Casebook raises on purpose.

Each carries a sentence for the person who caused it: what was wrong and what to do. The command line prints that sentence
and exits non-zero; the API wraps it in an RFC 9457 problem document. Anything else that is raised is a defect of ours.
"""

from __future__ import annotations

import datetime as dt


class CasebookError(Exception):
    """Base of every error with a message meant for a person."""


class BadInput(CasebookError):
    """A file, record or parameter that cannot be used as it is; the caller can mend it."""


class TooLarge(BadInput):
    """A file above the limit on size."""


class NotAcceptable(BadInput):
    """A thing was asked for in forms that are not offered; the sentence names those that are."""


class NotFound(CasebookError):
    """Nothing in the archive has the id that was asked for."""


class Gone(NotFound):
    """What was asked for was in the archive and has been taken out of it for good; the sentence says when."""


class Unavailable(CasebookError):
    """Something that Casebook needs is missing, busy or broken on this machine: a port, a package, a lock, a server."""


class DiskFull(Unavailable):
    """There is no room to keep what was sent; nothing of it was kept."""


class NotLicensed(CasebookError):
    """Something that the archive has and may not pass on; `source` is the address where its owner offers it, if the record has one."""

    def __init__(self, sentence: str, source: str | None = None) -> None:
        super().__init__(sentence)
        self.source = source


class MissingTool(CasebookError):
    """A file that could be read if a program were installed on this machine: it waits, and nothing is wrong with it."""


class EncoderMismatch(CasebookError):
    """The index was made with another encoder than the one that the settings name."""


class NotRepeatable(CasebookError):
    """A list as it was, of an archive or by a search that are not there any more; the sentence says why."""


class NotReadyYet(Unavailable):
    """Something that is being made and will be there shortly."""

    def __init__(self, sentence: str, seconds: int) -> None:
        super().__init__(sentence)
        self.seconds = seconds
        """After which it is worth asking again."""


class Unconditional(BadInput):
    """A change that does not say what it is a change to; it might overwrite what somebody else has written."""


class Conflict(BadInput):
    """Something was changed by somebody else since it was read; nothing of what was sent was kept, and reading it again shows what it is."""


class NotOpenYet(NotFound):
    """A form that cannot be answered before `moment`, which is in the time zone of its programme."""

    def __init__(self, moment: dt.datetime) -> None:
        super().__init__(f"this form opens on {moment:%Y-%m-%d %H:%M %Z}; come back then")
        self.moment = moment


class Closed(Gone):
    """A form that is not taken any more since `moment`, which is in the time zone of its programme."""

    def __init__(self, moment: dt.datetime) -> None:
        super().__init__(f"this form closed on {moment:%Y-%m-%d %H:%M %Z}")
        self.moment = moment


class AnsweredAlready(Gone):
    """A link to a form that has been used: each takes one answer, which stays as it was sent."""


class TooManyRequests(CasebookError):
    """More requests than one link or one address may make; `seconds` says after how many the next is taken."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many requests came from here; try again in {seconds} seconds")
        self.seconds = seconds
