"""LibreOffice, a program of the system that turns Office formats from before 2007 into those that libraries read.

Where it is missing, or its part for a kind of document, a file that needs it waits: `MissingTool` says what to install.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.errors import BadInput, MissingTool

SECONDS = 110
"""Time for one file, a little less than the limit on parsing one (`CASEBOOK_PARSE_SECONDS`) is by default."""


@dataclass(frozen=True, slots=True)
class Component:
    """A part of LibreOffice that a distribution may package by itself."""

    name: str
    library: str
    """Start of the name of the library that it consists of."""
    package: str
    """Debian's package of it, without windows and menus."""


COMPONENTS: Mapping[str, Component] = {
    "doc": Component("Writer", "libswlo", "libreoffice-writer-nogui"),
    "ppt": Component("Impress", "libsdlo", "libreoffice-impress-nogui"),
}
"""Document type -> what reads it."""

_SECURITY = "org.openoffice.Office.Common/Security/Scripting"
_OPTIONS = (
    # No macros, no links to elsewhere, no pictures or data from addresses: a document can ask for all of these.
    (_SECURITY, "DisableMacrosExecution", "true"),
    (_SECURITY, "MacroSecurityLevel", "3"),
    (_SECURITY, "BlockUntrustedRefererLinks", "true"),
    (_SECURITY, "DisableActiveContent", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),
)
_OPTION = '<item oor:path="/{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
_PROFILE = '<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>'


@cache
def installed_components() -> frozenset[str]:
    """Document types that LibreOffice can read on this machine; empty where it is missing."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return frozenset()
    libraries = {file.name.partition(".")[0] for file in Path(program).resolve().parent.glob("lib*lo.*")}
    # Where the parts do not lie beside the program, as on other systems, it is taken to be whole.
    return frozenset(kind for kind, part in COMPONENTS.items() if not libraries or part.library in libraries)


def convert_to(path: Path, document_type: str, wanted: str) -> Path:
    """A copy of the document in the format `wanted`, in the working folder. MissingTool, or BadInput where it cannot be read."""
    part = COMPONENTS[document_type]
    if document_type not in installed_components():
        raise MissingTool(
            f"The file is in an old Office format (.{document_type}), and LibreOffice {part.name}, which reads it, is not installed; "
            f"on Debian: apt-get install {part.package}. Then ingest the file again."
        )
    folder = Path("libreoffice").absolute()
    _write_profile(folder)
    # A name of our own, so that nothing in the file's name reaches the command.
    source = Path(shutil.copyfile(path, folder / f"source.{document_type}"))
    _run(folder, source, wanted)
    made = folder / f"source.{wanted}"
    if not made.is_file():
        raise BadInput(
            f"LibreOffice cannot read the file; it seems to be damaged. Open it and save it again as .{wanted} or PDF."
        )
    return made


def _write_profile(folder: Path) -> None:
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    items = "".join(_OPTION.format(*option) for option in _OPTIONS)
    (user / "registrymodifications.xcu").write_text(_PROFILE.format(items), "utf-8")


def _run(folder: Path, source: Path, wanted: str) -> None:
    program = shutil.which("soffice") or "libreoffice"
    command = [
        program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nologo",
        "--nolockcheck", "--convert-to", wanted, "--outdir", str(folder), str(source),
    ]  # fmt: skip
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LC_ALL": "C.UTF-8",
    }
    try:
        subprocess.run(command, env=environment, cwd=folder, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise BadInput(f"LibreOffice needed more than {SECONDS} s for the file; save it as .{wanted} or PDF.") from None
