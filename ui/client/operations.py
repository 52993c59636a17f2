"""The methods of both clients: a table of what each asks, bound to the transport of the client that it is called on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar, overload

from ui.client import afterwards, planning, plans, programmes
from ui.client.calls import Asking
from ui.client.lists import AsyncItems, Item, Items, Listing, Page
from ui.client.transports import AsyncTransport, SyncTransport

Asked = ParamSpec("Asked")
Answered = TypeVar("Answered")


class Operation(Generic[Asked, Answered]):
    """A method that gives one answer: at once on a client that waits, awaited on the other."""

    def __init__(self, plan: Callable[Asked, Asking[Answered]]) -> None:
        self.plan = plan

    @overload
    def __get__(self, client: None, owner: type) -> Callable[Asked, Asking[Answered]]: ...
    @overload
    def __get__(self, client: SyncTransport, owner: type) -> Callable[Asked, Answered]: ...
    @overload
    def __get__(self, client: AsyncTransport, owner: type) -> Callable[Asked, Awaitable[Answered]]: ...
    def __get__(self, client: SyncTransport | AsyncTransport | None, owner: type) -> Any:
        if client is None:
            return self.plan

        @wraps(self.plan)
        def ask(*args: Asked.args, **kwargs: Asked.kwargs) -> Answered | Awaitable[Answered]:
            return client.run(self.plan(*args, **kwargs))

        return ask


class ListOperation(Generic[Asked, Page, Item]):
    """A method that gives a list to go through with `for`, or `async for`."""

    def __init__(self, plan: Callable[Asked, Listing[Page, Item]]) -> None:
        self.plan = plan

    @overload
    def __get__(self, client: None, owner: type) -> Callable[Asked, Listing[Page, Item]]: ...
    @overload
    def __get__(self, client: SyncTransport, owner: type) -> Callable[Asked, Items[Page, Item]]: ...
    @overload
    def __get__(self, client: AsyncTransport, owner: type) -> Callable[Asked, AsyncItems[Page, Item]]: ...
    def __get__(self, client: SyncTransport | AsyncTransport | None, owner: type) -> Any:
        if client is None:
            return self.plan

        @wraps(self.plan)
        def ask(*args: Asked.args, **kwargs: Asked.kwargs) -> Items[Page, Item] | AsyncItems[Page, Item]:
            listing = self.plan(*args, **kwargs)
            return AsyncItems(listing, client.run) if isinstance(client, AsyncTransport) else Items(listing, client.run)

        return ask


class Operations:
    """What can be asked of cases and programmes. `ui.client.plans` and `ui.client.programmes` say of each what it gives, with an example."""

    search = Operation(plans.search)
    cases = ListOperation(plans.cases)
    facets = Operation(plans.facets)
    answer = Operation(plans.answer)
    suggest = Operation(plans.suggest)
    cities = Operation(plans.cities)
    case = Operation(plans.case)
    known_cases = Operation(plans.known_cases)
    similar = Operation(plans.similar)
    teaching = Operation(plans.teaching)
    documents = Operation(plans.documents)
    case_passages = ListOperation(plans.case_passages)
    document = Operation(plans.document)
    file = Operation(plans.file)
    passages = Operation(plans.passages)
    passage = Operation(plans.passage)
    vocabularies = Operation(plans.vocabularies)
    vocabulary = Operation(plans.vocabulary)
    export = Operation(plans.export)
    reading_pack = Operation(plans.reading_pack)
    citation = Operation(plans.citation)
    versions = Operation(plans.versions)
    version = Operation(plans.version)
    diff = Operation(plans.diff)
    compare = Operation(plans.compare)
    statistics = Operation(plans.statistics)
    adoptions = Operation(plans.adoptions)
    snapshots = Operation(plans.snapshots)
    programme_templates = Operation(programmes.programme_templates)
    create_programme = Operation(programmes.create_programme)
    programme_from_template = Operation(programmes.programme_from_template)
    clone_programme = Operation(programmes.clone_programme)
    public_programmes = Operation(programmes.public_programmes)
    programme = Operation(programmes.programme)
    change_programme = Operation(programmes.change_programme)
    remove_programme = Operation(programmes.remove_programme)
    programme_versions = Operation(programmes.programme_versions)
    programme_diff = Operation(programmes.programme_diff)
    share_programme = Operation(programmes.share_programme)
    renew_programme_keys = Operation(programmes.renew_programme_keys)
    participants = Operation(programmes.participants)
    enrol = Operation(programmes.enrol)


class PlanningOperations:
    """What helps to plan a programme, takes it away and tells what came of it. `ui.client.planning` and `afterwards` say what each gives."""

    check_programme = Operation(planning.check_programme)
    programme_checks = Operation(planning.programme_checks)
    import_rooms = Operation(planning.import_rooms)
    import_people = Operation(planning.import_people)
    import_participants = Operation(planning.import_participants)
    propose_programme = Operation(planning.propose_programme)
    propose_swaps = Operation(planning.propose_swaps)
    propose_notes = Operation(planning.propose_notes)
    programme_files = Operation(planning.programme_files)
    programme_file = Operation(planning.programme_file)
    issue_forms = Operation(afterwards.issue_forms)
    programme_results = Operation(afterwards.programme_results)
    results_file = Operation(afterwards.results_file)
