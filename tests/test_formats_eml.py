"""The EML reader."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.errors import DamagedFile, EmptyFile
from ingest.formats import read
from ingest.records import Document


def message(**fields: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Anna Müller <anna@cluster.example>"
    mail["To"] = "Bernd <bernd@cluster.example>"
    mail["Subject"] = "Reise nach Chile – Stand"
    mail["Date"] = "Mon, 03 Mar 2025 10:00:00 +0100"
    return mail


def saved(folder: Path, mail: EmailMessage, name: str = "mail.eml") -> Document:
    (folder / name).write_bytes(bytes(mail))
    return read(folder / name)


_FIELDS = [
    "Reise nach Chile – Stand",
    "From: Anna Müller <anna@cluster.example>",
    "To: Bernd <bernd@cluster.example>",
    "Date: Mon, 03 Mar 2025 10:00:00 +0100",
]


def test_a_mail_has_subject_fields_and_text(tmp_path: Path) -> None:
    mail = message()
    mail.set_content("Guten Tag,\n\nwir fahren im Mai.\n", charset="iso-8859-1")
    document = saved(tmp_path, mail)

    assert [block.text for block in document.blocks] == [*_FIELDS, "Guten Tag,", "wir fahren im Mai."]
    assert document.blocks[0].kind == "heading"
    assert (document.details.title, document.details.authors, document.details.year) == (
        _FIELDS[0],
        ("Anna Müller",),
        2025,
    )


def test_the_page_is_read_where_there_is_no_plain_text(tmp_path: Path) -> None:
    mail = message()
    mail.set_content("<html><body><h1>Chile</h1><p>Wir fahren im Mai.</p></body></html>", subtype="html")

    assert [(block.kind, block.level, block.text) for block in saved(tmp_path, mail).blocks[4:]] == [
        ("heading", 2, "Chile"),
        ("paragraph", 0, "Wir fahren im Mai."),
    ]


def test_attachments_are_named_and_not_read(tmp_path: Path) -> None:
    mail = message()
    mail.set_content("Siehe Anhang.")
    mail.add_attachment(b"geheim", maintype="application", subtype="pdf", filename="Übersicht.pdf")
    mail.add_attachment("geheim", filename="liste.txt")
    document = saved(tmp_path, mail)

    assert [block.text for block in document.blocks[4:]] == ["Siehe Anhang."]
    assert [notice.de for notice in document.notices] == ["Anhänge wurden nicht gelesen: Übersicht.pdf, liste.txt."]


def test_a_mail_is_known_by_its_content(tmp_path: Path) -> None:
    mail = message()
    mail.set_content("Wir fahren im Mai.")

    assert saved(tmp_path, mail, "nachricht.dat").details.title == _FIELDS[0]


def test_a_mail_without_text_is_refused(tmp_path: Path) -> None:
    mail = message()
    mail.set_content("\n")

    with pytest.raises(EmptyFile):
        saved(tmp_path, mail)


@pytest.mark.parametrize("date", ["Mon, 03 Mar 99999999999 10:00:00 +0100", "Mon, 03 Mar 2025 10:00:00 +999999999"])
def test_a_damaged_field_costs_only_itself(tmp_path: Path, date: str) -> None:
    mail = message()
    mail.set_content("Wir fahren im Mai.")
    path = tmp_path / "mail.eml"
    path.write_bytes(bytes(mail).replace(b"Mon, 03 Mar 2025 10:00:00 +0100", date.encode()))
    texts = [block.text for block in read(path).blocks]

    assert texts[0] == _FIELDS[0]
    assert texts[-1] == "Wir fahren im Mai."


@pytest.mark.parametrize("kind", ["text/plain; charset*0*", "text/html; charset*", "text/plain; filename*1*"])
def test_a_mail_whose_kind_of_content_is_damaged_is_refused_as_such(tmp_path: Path, kind: str) -> None:
    mail = message()
    mail.set_content("Wir fahren im Mai.")
    path = tmp_path / "mail.eml"
    path.write_bytes(bytes(mail).replace(b'text/plain; charset="utf-8"', kind.encode()))
    assert kind in path.read_text()
    with pytest.raises(DamagedFile):
        read(path)
