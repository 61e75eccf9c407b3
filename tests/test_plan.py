"""What is to be done for a file, decided without touching anything."""

from dataclasses import replace

from ingest.plan import Step, WantedFile, orphans, plan_file
from ingest.records import Source, SourceDetails, Text


def _source(origin: str, sha256: str, **changes: str) -> Source:
    source = Source(
        id=f"{origin}@{sha256}",
        details=SourceDetails(),
        file_name=origin.rsplit("/", 1)[-1],
        origin=origin,
        sha256=sha256,
        version=1,
        state="ready",
        reason=Text("", ""),
        pages=1,
        passages=1,
        characters=10,
        added_at="2026-01-01",
    )
    return replace(source, **changes)  # type: ignore[arg-type]


def test_a_new_file_is_added() -> None:
    assert plan_file(WantedFile("/a", "1"), [_source("/b", "2")]) == Step("add")


def test_a_file_with_known_content_is_kept_whatever_its_name() -> None:
    known = _source("/b", "1")
    assert plan_file(WantedFile("/a", "1"), [known]) == Step("keep", known)


def test_a_file_that_was_read_without_recognition_is_read_anew_when_it_is_wanted() -> None:
    known = _source("/a", "1")
    assert plan_file(WantedFile("/a", "1", ocr=True), [known]) == Step("recognise", known)
    recognised = replace(known, ocr=True)
    assert plan_file(WantedFile("/a", "1", ocr=True), [recognised]) == Step("keep", recognised)
    assert plan_file(WantedFile("/a", "1"), [recognised]) == Step("keep", recognised)


def test_a_changed_file_replaces_its_former_content() -> None:
    former = _source("/a", "1")
    assert plan_file(WantedFile("/a", "2"), [former]) == Step("replace", former, (former,))


def test_a_failed_file_is_tried_again_and_then_replaced() -> None:
    failed = _source("/a", "1", state="failed")
    assert plan_file(WantedFile("/a", "1"), [failed]) == Step("add", None, (failed,))
    assert plan_file(WantedFile("/a", "2"), [failed]) == Step("add", None, (failed,))


def test_failed_content_is_tried_again_under_another_name() -> None:
    failed = _source("/a", "1", state="failed")
    assert plan_file(WantedFile("/b", "1"), [failed]) == Step("add", None, (failed,))


def test_a_file_that_now_has_the_content_of_another_loses_its_former_one() -> None:
    other, former = _source("/b", "2"), _source("/a", "1")
    assert plan_file(WantedFile("/a", "2"), [other, former]) == Step("keep", other, (former,))


def test_content_that_another_file_of_the_batch_has_is_not_outdated() -> None:
    former = _source("/a", "1")
    assert plan_file(WantedFile("/a", "2"), [former], {"1", "2"}) == Step("add")


def test_orphans_are_the_sources_of_a_folder_whose_files_are_gone() -> None:
    here, gone, elsewhere = _source("/x/a", "1"), _source("/x/b", "2"), _source("/xy/c", "3")
    assert orphans("/x/", [WantedFile("/x/a", "1")], [here, gone, elsewhere]) == (gone,)


def test_a_renamed_file_makes_no_orphan() -> None:
    source = _source("/x/old", "1")
    assert orphans("/x/", [WantedFile("/x/new", "1")], [source]) == ()


def test_a_changed_file_makes_no_orphan() -> None:
    source = _source("/x/a", "1")
    assert orphans("/x/", [WantedFile("/x/a", "2")], [source]) == ()
