"""Office files are zip archives whose members carry the time of writing; with that fixed, the same content is the same bytes."""

from __future__ import annotations

import io
import zipfile

EPOCH = (2026, 1, 1, 0, 0, 0)


def with_fixed_times(archive: bytes) -> bytes:
    """The same members in order of name, all with one date."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            target.writestr(member, source.read(name))
    return out.getvalue()
