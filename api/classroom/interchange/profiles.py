"""What sets the versions of Common Cartridge apart: names of schemas, and of the types of resources.

Sources: Common Cartridge Profile: Implementation, 1.1 (10 January 2011) and 1.3 (30 May 2014); Thin Common Cartridge 1.0 (1 May 2015).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_PROFILES = "http://www.imsglobal.org/profile/cc"


class Kind(StrEnum):
    """What a resource of a cartridge is."""

    content = "content"
    link = "link"
    discussion = "discussion"
    test = "test"
    bank = "bank"


class Form(StrEnum):
    """A cartridge with copies of what it shows, or one with links to it."""

    full = "full"
    thin = "thin"


@dataclass(frozen=True, slots=True)
class Profile:
    """A version of Common Cartridge. `stem` is that of its names, such as v1p1."""

    version: str
    """As its manifest tells it."""
    stem: str

    @property
    def manifest(self) -> str:
        return f"http://www.imsglobal.org/xsd/imscc{self.stem}/imscp_v1p1"

    @property
    def link(self) -> str:
        return f"http://www.imsglobal.org/xsd/imscc{self.stem}/imswl_{self.stem}"

    @property
    def discussion(self) -> str:
        return f"http://www.imsglobal.org/xsd/imscc{self.stem}/imsdt_{self.stem}"

    def lom(self, of: str) -> str:
        """Namespace of metadata `of` the manifest or a resource."""
        return f"http://ltsc.ieee.org/xsd/imscc{self.stem}/LOM/{of}"

    @property
    def roles(self) -> str:
        """Source of the roles, such as Instructor, that a resource is for."""
        return f"IMSGLC_CC_Roles{self.stem}"

    @property
    def types(self) -> Mapping[Kind, str]:
        """What the manifest calls each kind of resource."""
        return {
            Kind.content: "webcontent",
            Kind.link: f"imswl_xml{self.stem}",
            Kind.discussion: f"imsdt_xml{self.stem}",
            Kind.test: f"imsqti_xmlv1p2/imscc_xml{self.stem}/assessment",
            Kind.bank: f"imsqti_xmlv1p2/imscc_xml{self.stem}/question-bank",
        }

    @property
    def schemas(self) -> Mapping[str, str]:
        """Namespace -> where its schema is published."""
        folder = f"{_PROFILES}/cc{self.stem}"
        return {
            self.manifest: f"{folder}/cc{self.stem}_imscp_v1p2_v1p0.xsd",
            self.lom("resource"): f"{folder}/LOM/cc{self.stem}_lomresource_v1p0.xsd",
            self.lom("manifest"): f"{folder}/LOM/cc{self.stem}_lommanifest_v1p0.xsd",
            self.link: f"{folder}/cc{self.stem}_imswl_{self.stem}.xsd",
            self.discussion: f"{folder}/cc{self.stem}_imsdt_{self.stem}.xsd",
            QTI: f"{folder}/cc{self.stem}_qtiasiv1p2p1_v1p0.xsd",
        }

    def located(self, *namespaces: str) -> str:
        """Value of `xsi:schemaLocation` for these."""
        return " ".join(f"{namespace} {self.schemas[namespace]}" for namespace in namespaces)


CARTRIDGES: Mapping[str, Profile] = {"1.1": Profile("1.1.0", "v1p1"), "1.3": Profile("1.3.0", "v1p3")}


def kinds_in(profile: Profile, form: Form) -> frozenset[Kind]:
    """Kinds of resources that a cartridge may hold. The thin one of 1.3 is a profile of its own, of links only; there is none for 1.1,
    so that a thin one of 1.1 is an ordinary cartridge without content.
    """
    if form is Form.full:
        return frozenset(Kind)
    return frozenset({Kind.link}) if is_thin_profile(profile, form) else frozenset(Kind) - {Kind.content}


def is_thin_profile(profile: Profile, form: Form) -> bool:
    """Whether it is a Thin Common Cartridge by the standard, whose links stand in the manifest itself."""
    return form is Form.thin and profile.version != "1.1.0"
