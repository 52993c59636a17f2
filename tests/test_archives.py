"""An archive is a folder that somebody packed: its files are ingested, its tricks refused one by one, and nothing is done twice."""

from __future__ import annotations

import io
import os
import shutil
import tarfile
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import make_settings

from corpus.commands import CASES
from corpus.errors import BadInput
from corpus.settings import Settings
from index.catalogue import Catalogue, open_catalogue
from ingest import unpacked
from ingest.formats import archive_kind
from ingest.plan import Entry, Plan, find_entries, plan_run
from ingest.unpack import MOST_MEMBERS
from ingest.unpacked import Unpacked, unpack

NOTE = "# Trams\n\nThe city gave trams a green light at every crossing.\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path / "data")


def write_zip(path: Path, members: Mapping[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def write_tar(path: Path, members: Mapping[str, bytes | str], **kinds: bytes) -> Path:
    with tarfile.open(path, "w:gz" if path.suffix == ".gz" else "w") as archive:
        for name, content in members.items():
            data = content.encode() if isinstance(content, str) else content
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kinds.get(name, tarfile.REGTYPE), "/etc/passwd" if name in kinds else ""
            member.size = 0 if name in kinds else len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def taken(found: Unpacked) -> list[str]:
    """Names of the files that came out, as the catalogue calls them, without the path of the archive."""
    files = (path for path in found.files.rglob("*") if path.is_file())
    return sorted(found.origin(path).partition("!/")[2] for path in files)


def reasons(found: Unpacked) -> dict[str, str]:
    return {refusal.member: refusal.reason for refusal in found.refusals}


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "no-ending"])
def test_files_come_out_of_any_kind_of_archive(name: str, tmp_path: Path, settings: Settings) -> None:
    members = {"docs/note.md": NOTE, "한글 이름.md": NOTE, ".hidden": "x", "__MACOSX/note.md": "x"}
    path = write_tar(tmp_path / name, members) if "tar" in name else write_zip(tmp_path / name, members)
    assert archive_kind(path) == ("tar" if "tar" in name else "zip")
    found = unpack(path, settings)
    assert taken(found) == ["docs/note.md", "한글 이름.md"]
    assert found.refusals == ()


TRICKS = {
    "../../out.md": "leads out of the archive",
    "/abs.md": "leads out of the archive",
    "C:\\win.md": "leads out of the archive",
    "a\\..\\..\\b.md": "leads out of the archive",
    "bad\nname.md": "control characters",
    f"{'x' * 250}.md": "too long",
    f"{'d/' * 30}deep.md": "folders deep",
}


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_name_that_is_a_trick_is_refused_and_the_rest_is_taken(kind: str, tmp_path: Path, settings: Settings) -> None:
    members = {**dict.fromkeys(TRICKS, "x"), "good.md": NOTE}
    path = write_zip(tmp_path / "a.zip", members) if kind == "zip" else write_tar(tmp_path / "a.tar", members)
    found = unpack(path, settings)
    assert taken(found) == ["good.md"]
    told = list(reasons(found).values())
    assert len(told) == len(TRICKS)
    assert all(says in reason for says, reason in zip(TRICKS.values(), told, strict=True))
    assert not (tmp_path / "out.md").exists()


def test_links_and_devices_are_refused(tmp_path: Path, settings: Settings) -> None:
    kinds = {"soft": tarfile.SYMTYPE, "hard": tarfile.LNKTYPE, "device": tarfile.CHRTYPE, "pipe": tarfile.FIFOTYPE}
    found = unpack(write_tar(tmp_path / "a.tar.gz", {**dict.fromkeys(kinds, ""), "good.md": NOTE}, **kinds), settings)
    assert taken(found) == ["good.md"]
    assert set(reasons(found)) == set(kinds)
    link = zipfile.ZipInfo("soft")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("good.md", NOTE)
    found = unpack(tmp_path / "b.zip", settings)
    assert (taken(found), list(reasons(found))) == (["good.md"], ["soft"])


def test_an_encrypted_member_is_refused_and_the_rest_is_taken(tmp_path: Path, settings: Settings) -> None:
    path = write_zip(tmp_path / "a.zip", {"locked.md": NOTE, "good.md": NOTE})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    found = unpack(path, settings)
    assert taken(found) == ["good.md"]
    assert "remove the password" in reasons(found)["locked.md"]


def test_a_zip_bomb_costs_one_member_and_a_tar_bomb_what_comes_after_it(tmp_path: Path, settings: Settings) -> None:
    found = unpack(write_zip(tmp_path / "a.zip", {"bomb.txt": bytes(60_000_000), "good.md": NOTE}), settings)
    assert (taken(found), list(reasons(found))) == (["good.md"], ["bomb.txt"])
    found = unpack(write_tar(tmp_path / "a.tar.gz", {"good.md": NOTE, "bomb.txt": bytes(150_000_000)}), settings)
    assert taken(found) == ["good.md"]
    assert "far more than an archive of its size" in reasons(found)[""]


def test_archives_in_an_archive_are_unpacked_but_not_without_end(tmp_path: Path, settings: Settings) -> None:
    write_zip(tmp_path / "1.zip", {"1.md": NOTE})
    for level in range(2, 6):
        write_zip(
            tmp_path / f"{level}.zip",
            {f"{level - 1}.zip": (tmp_path / f"{level - 1}.zip").read_bytes(), f"{level}.md": NOTE},
        )
    found = unpack(tmp_path / "5.zip", settings)
    assert taken(found) == ["4.zip!/3.zip!/3.md", "4.zip!/4.md", "5.md"]
    assert "nested more than 3 deep" in reasons(found)["4.zip!/3.zip!/2.zip"]


def test_too_many_members_end_the_unpacking(tmp_path: Path, settings: Settings) -> None:
    path = write_zip(tmp_path / "a.zip", {f"{number:05}.md": "x" for number in range(MOST_MEMBERS + 5)})
    found = unpack(path, settings)
    assert len(taken(found)) == MOST_MEMBERS
    assert f"more than {MOST_MEMBERS:,} files" in reasons(found)[""]


def test_a_member_that_is_too_large_is_refused_alone(tmp_path: Path, settings: Settings) -> None:
    small = settings.model_copy(update={"max_file_mb": 1})
    found = unpack(write_zip(tmp_path / "a.zip", {"large.txt": os.urandom(1_500_000), "good.md": NOTE}), small)
    assert taken(found) == ["good.md"]
    assert "the limit is 1 MB (CASEBOOK_MAX_FILE_MB)" in reasons(found)["large.txt"]


def test_of_a_tar_that_was_cut_off_the_beginning_is_taken(tmp_path: Path, settings: Settings) -> None:
    path = write_tar(tmp_path / "a.tar", {"one.md": NOTE, "two.md": os.urandom(50_000)})
    path.write_bytes(path.read_bytes()[:20_000])
    found = unpack(path, settings)
    assert taken(found) == ["one.md"]
    assert any("damaged" in reason for reason in reasons(found).values())


def test_an_archive_without_files_is_refused(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(BadInput, match="holds no files"):
        unpack(write_zip(tmp_path / "a.zip", {".hidden": "x"}), settings)
    assert not list((settings.data_dir / "unpacked").iterdir())


def test_names_from_a_korean_windows_are_readable(tmp_path: Path, settings: Settings) -> None:
    names = ["서울시 버스 개편 보고서.txt", "교통 정책 자료 모음.txt", "주민 참여 예산 결과.txt"]
    raw = [name.encode("cp949") for name in names]
    path = write_zip(tmp_path / "a.zip", {"x" * len(name) + str(n): NOTE for n, name in enumerate(raw)})
    data = path.read_bytes()
    for number, name in enumerate(raw):
        data = data.replace(b"x" * len(name) + str(number).encode(), name + b"t")
    path.write_bytes(data)
    assert taken(unpack(path, settings)) == sorted(f"{name}t" for name in names)


# In a run -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def catalogue(settings: Settings) -> Catalogue:
    settings.data_dir.mkdir(exist_ok=True)
    return open_catalogue(settings.catalogue)


def planned(path: Path, catalogue: Catalogue, settings: Settings) -> Plan:
    return plan_run([path], catalogue, settings=settings)


def test_a_plan_has_the_cases_and_files_of_an_archive_under_names_that_stay(
    tmp_path: Path, catalogue: Catalogue, settings: Settings
) -> None:
    members = {
        f"cases/seoul/{file.name}": file.read_bytes()
        for file in (CASES / "seoul-bus-reform").iterdir()
        if file.is_file()
    }
    path = write_zip(tmp_path / "a.zip", {**members, "note.md": NOTE, "../out.md": "x"})
    first = planned(path, catalogue, settings)
    assert [(entry.origin, entry.has_record) for entry in first.changed] == [
        (f"{path}!/cases/seoul", True),
        (f"{path}!/note.md", False),
    ]
    (refused,) = first.settled
    assert refused.path == Path(f"{path}!/../out.md")
    assert refused.reason
    assert refused.reason.startswith("In the archive a.zip: Its name leads out")
    assert [Entry.at(entry.origin, entry.fingerprint, settings) for entry in first.changed] == list(first.changed)
    shutil.rmtree(settings.data_dir / "unpacked")
    assert planned(path, catalogue, settings) == first


def test_a_changed_archive_changes_only_what_changed_in_it(
    tmp_path: Path, catalogue: Catalogue, settings: Settings
) -> None:
    before = planned(write_zip(tmp_path / "a.zip", {"a.md": NOTE, "b.md": NOTE}), catalogue, settings)
    after = planned(write_zip(tmp_path / "a.zip", {"a.md": NOTE, "b.md": NOTE + "More."}), catalogue, settings)
    assert before.changed[0] == after.changed[0]
    assert before.changed[1].origin == after.changed[1].origin
    assert before.changed[1].fingerprint != after.changed[1].fingerprint


def test_a_damaged_archive_is_one_failure_and_no_reason_to_remove_what_came_from_it(
    tmp_path: Path, catalogue: Catalogue, settings: Settings
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    path = write_tar(folder / "a.tar", {"note.md": NOTE})
    held = planned(path, catalogue, settings).changed[0].origin
    path.write_bytes(path.read_bytes()[:300])
    plan = planned(folder, catalogue, settings)
    assert [outcome.path for outcome in plan.settled] == [Path(f"{path}!")]
    assert unpacked.is_from(held, path)
    assert unpacked.is_from(held, folder)
    assert not unpacked.is_from(held, folder / "a")


def test_what_was_unpacked_long_ago_is_removed(tmp_path: Path, settings: Settings) -> None:
    found = unpack(write_zip(tmp_path / "a.zip", {"note.md": NOTE}), settings)
    unpacked.sweep(settings)
    assert list(find_entries([found.files]))
    long_ago = time.time() - (unpacked.DAYS_KEPT + 1) * 24 * 3600
    os.utime(found.files.parent, (long_ago, long_ago))
    unpacked.sweep(settings)
    assert not found.files.exists()
