"""ZIP packages whose bytes depend on their content only."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from api.exports.files import EPOCH


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files as a ZIP, in the order given."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, EPOCH)
            # Otherwise it names the system on which it was made.
            member.create_system, member.external_attr = 3, 0o644 << 16
            package.writestr(member, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
