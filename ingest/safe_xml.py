"""XML of files from anywhere: parsed without entities, without document types from elsewhere, and without the network."""

from __future__ import annotations

from typing import Any

from corpus.errors import BadInput


def parse_xml(data: bytes) -> Any:
    """The root element of a part of a document.

    BadInput where it declares entities of its own: documents need none, and they can stand for more than a machine holds, or for
    a file of this machine. lxml's own error where it is not well-formed.
    """
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    root = etree.fromstring(data, parser)
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and next(iter(declared.iterentities()), None) is not None:
        raise BadInput(
            "The file declares XML entities, which no document needs; it was not read. Save it again, or as PDF."
        )
    return root
