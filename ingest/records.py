"""Reading a case's record, `case.yaml`: a YAML file that anybody may have written, checked against everything that it names.

All that is wrong is said at once, a sentence for each fault, so that mending a record does not take a run for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from corpus import gazetteer
from corpus.case import Case
from corpus.errors import BadInput
from corpus.vocabulary import vocabulary

RECORD_FILE = "case.yaml"
MOST_BYTES = 1_000_000
MOST_NODES = 50_000
"""Size of a record, and of what its aliases expand to: a few lines of YAML can stand for more than a machine holds."""

_SDG = re.compile(r"^(\d{1,2})(?:\.(?:\d{1,2}|[a-d]))?$")
_TAG = "tag:yaml.org,2002:"


def _plain(loader: Any) -> Any:
    """A safe loader in which dates stay text, as do `no` (Norway) and `on`: only true and false are truth values."""
    made: Any = type("RecordLoader", (loader,), {})
    made.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in (f"{_TAG}timestamp", f"{_TAG}bool")]
        for first, resolvers in loader.yaml_implicit_resolvers.items()
    }
    made.add_implicit_resolver(f"{_TAG}bool", re.compile("^(?:true|false)$"), ["t", "f"])
    return made


_LOADER = _plain(yaml.SafeLoader)
_FAST_LOADER = _plain(getattr(yaml, "CSafeLoader", yaml.SafeLoader))
"""Takes a tenth of the time, and a file nested a hundred thousand deep ends the process: for our own records only."""


def read_case(folder: Path, *, is_ours: bool = False) -> Case:
    """The record of the case in a folder. BadInput lists every fault, each with the field and what would be right.

    `is_ours` says that the record is not hostile, as the shipped ones are not; then it is read much faster.
    """
    path = folder / RECORD_FILE
    try:
        case = Case.model_validate(_read_yaml(path, _FAST_LOADER if is_ours else _LOADER))
    except ValidationError as error:
        raise _refused(path, _field_faults(error)) from None
    if faults := list(_faults(case, folder)):
        raise _refused(path, faults)
    return case


def _refused(path: Path, faults: Sequence[str]) -> BadInput:
    return BadInput(f"{path.parent.name}/{path.name}: " + "; ".join(faults))


# YAML ----------------------------------------------------------------------------------------------------------------


def _read_yaml(path: Path, loader_type: Any) -> Any:
    if not path.is_file():
        raise BadInput(f"{path.parent.name} has no {path.name}, which would hold the record of the case")
    if path.stat().st_size > MOST_BYTES:
        raise _refused(path, [f"has {path.stat().st_size:,} bytes; a record has at most {MOST_BYTES:,}"])
    try:
        loader = loader_type(path.read_text("utf-8"))
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise _refused(path, ["does not hold a record: it must be a list of fields, each 'name: value'"])
        if faults := [*_repeated_keys(node), *_expansion(node)]:
            raise _refused(path, faults)
        return loader.construct_document(node)
    except UnicodeDecodeError:
        raise _refused(path, ["is not UTF-8 text; save it as UTF-8"]) from None
    except RecursionError:
        raise _refused(path, ["is nested too deeply"]) from None
    except (yaml.YAMLError, ValueError) as error:
        raise _refused(path, [f"is not valid YAML: {_yaml_fault(error)}"]) from None


def _yaml_fault(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    return f"{getattr(error, 'problem', None) or error}{where}"


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [child for pair in node.value for child in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _expansion(root: yaml.Node) -> Iterator[str]:
    """A fault if aliases make the record larger than it may be, or make it contain itself."""
    sizes: dict[int, int] = {}
    open_nodes: set[int] = set()

    def size(node: yaml.Node) -> int:
        if id(node) in open_nodes:
            return MOST_NODES + 1
        if id(node) not in sizes:
            open_nodes.add(id(node))
            sizes[id(node)] = 1 + sum(map(size, _children(node)))
            open_nodes.discard(id(node))
        return sizes[id(node)]

    if size(root) > MOST_NODES:
        yield f"its aliases (*name) expand to more than {MOST_NODES:,} values; write them out or leave them away"


def _repeated_keys(root: yaml.Node) -> Iterator[str]:
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        waiting += _children(node)
        if isinstance(node, yaml.MappingNode):
            yield from _repeated_in(node)


def _repeated_in(node: yaml.MappingNode) -> Iterator[str]:
    names: set[str] = set()
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode) and key.value in names:
            yield f"line {key.start_mark.line + 1}: '{key.value}' stands twice"
        names.add(str(key.value))


# What a record must agree with ----------------------------------------------------------------------------------------


def _field_faults(error: ValidationError) -> list[str]:
    """One sentence for each field: '`outcomes` 2, `value`: ...', with entries of lists counted from 1."""
    return [f"{_field(fault['loc'])}{_message(fault['msg'])}" for fault in error.errors()]


def _field(location: Iterable[int | str]) -> str:
    parts = [str(part + 1) if isinstance(part, int) else part for part in location]
    return f"{' '.join(parts)}: " if parts else ""


def _message(message: str) -> str:
    plain = message.removeprefix("Value error, ")
    return {
        "Extra inputs are not permitted": "there is no such field",
        "Field required": "is missing",
        "Input should be a valid string": "must be text; put it in quotation marks",
    }.get(plain, plain[:1].lower() + plain[1:])


def _faults(case: Case, folder: Path) -> Iterator[str]:
    yield from _unknown("topics", case.topics, "topics")
    yield from _unknown("instruments", case.instruments, "instruments")
    yield from _unknown("outcomes (unit)", [outcome.unit for outcome in case.outcomes], "units")
    yield from _sdg_faults(case)
    yield from _city_faults(case)
    for document in case.documents:
        if not (folder / document.file).is_file():
            yield f"documents: {document.file} does not lie beside the record"
    files = [document.file for document in case.documents]
    if len(set(files)) < len(files):
        yield "documents: a file is listed twice"


def _unknown(field: str, values: Iterable[str], name: str) -> Iterator[str]:
    known = vocabulary(name)
    for value in dict.fromkeys(values):
        if value not in known:
            yield f"{field}: '{value}' is not allowed; allowed are {', '.join(known.concepts)}"


def _sdg_faults(case: Case) -> Iterator[str]:
    for sdg in case.sdgs:
        match = _SDG.match(sdg)
        if not match or match[1] not in vocabulary("sdgs"):
            yield f"sdgs: '{sdg}' is not allowed; allowed are the goals '1' to '17' and their targets, such as '11.2'"


def _city_faults(case: Case) -> Iterator[str]:
    if case.city is None or case.city.geonames_id is None:
        return
    city = gazetteer.city(case.city.geonames_id)
    if city is None:
        names = [name for words in case.city.name.values() for name in gazetteer.cities_named(words)]
        known = ", ".join(f"{found.geonames_id} ({found.name}, {found.country})" for found in dict.fromkeys(names))
        hint = f"; cities of that name: {known}" if known else ""
        yield f"city geonames_id: {case.city.geonames_id} is not in the gazetteer{hint}"
    elif case.country and city.country != case.country:
        yield f"country: '{case.country}' is not that of {city.name}, which is '{city.country}'"
