"""How records are named: `oai:<host>:<case id>`, by the host at which browsers reach the API."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from api.addresses import Addresses

_DOMAIN = re.compile(r"[A-Za-z][A-Za-z0-9-]*(\.[A-Za-z][A-Za-z0-9-]*)+")
"""What the schema of `oai-identifier` takes as the name of a repository; an IP address is none."""

_DESCRIPTION = (
    '<oai-identifier xmlns="http://www.openarchives.org/OAI/2.0/oai-identifier" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai-identifier '
    'http://www.openarchives.org/OAI/2.0/oai-identifier.xsd"><scheme>oai</scheme>'
    "<repositoryIdentifier>{host}</repositoryIdentifier><delimiter>:</delimiter>"
    "<sampleIdentifier>oai:{host}:stockholm-congestion-charge</sampleIdentifier></oai-identifier>"
)


def _host(addresses: Addresses) -> str:
    return urlsplit(addresses.api).hostname or "localhost"


def prefix_of(addresses: Addresses) -> str:
    """What stands before the case id in every identifier."""
    return f"oai:{_host(addresses)}:"


def description(addresses: Addresses) -> str | None:
    """The XML that tells harvesters of this naming; None where the host is no domain name, which its schema wants."""
    host = _host(addresses)
    return _DESCRIPTION.format(host=host) if _DOMAIN.fullmatch(host) else None


def record_url(addresses: Addresses, case_id: str, metadata_prefix: str) -> str:
    """Where the one record is answered in this format."""
    identifier = prefix_of(addresses) + case_id
    return addresses.answer("/oai", {"verb": "GetRecord", "metadataPrefix": metadata_prefix, "identifier": identifier})
