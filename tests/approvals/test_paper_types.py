"""What a paper is, judged by its bytes."""

import struct
from typing import Any

import pytest

from approvals.exceptions import PaperRefused
from approvals.paper_types import checked_type
from tests.papers import CSV, PDF, TEXT, jpeg, office, png

SOUND = {
    "deed.pdf": PDF,
    "DEED.PDF": PDF,
    "stamp.png": png(),
    "photo.jpg": jpeg(),
    "photo.jpeg": jpeg(),
    "note.txt": TEXT,
    "rows.csv": CSV,
    "rows with a mark.csv": b"\xef\xbb\xbf" + CSV,
    "sums.xlsx": office("xlsx"),
    "letter.docx": office("docx", {"word/media/image1.png": png()}),
    "وزارت کا خط.pdf": PDF,
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_file_of_every_kind_is_taken(name: str) -> None:
    assert checked_type(name, SOUND[name]).media_type


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(PaperRefused) as refused:
        checked_type(name, content)
    return refused.value.message


@pytest.mark.parametrize("name", [name for name in SOUND if not name.endswith(("txt", "csv"))])
@pytest.mark.parametrize("claimed", ["pdf", "png", "jpg", "txt", "csv", "xlsx", "docx"])
def test_a_file_that_claims_to_be_of_another_kind_is_refused(name: str, claimed: str) -> None:
    own = name.rpartition(".")[2].lower().replace("jpeg", "jpg")
    if own != claimed:
        assert "paper." in refusal(f"paper.{claimed}", SOUND[name])


@pytest.mark.parametrize(
    "name", ["run.exe", "page.html", "picture.svg", "old.doc", "macros.xlsm", "none", ".pdf", "a.zip"]
)
def test_a_name_of_no_known_kind_is_refused(name: str) -> None:
    assert "by its name" in refusal(name, PDF)


def test_a_name_that_hides_its_end_is_refused() -> None:
    assert "nobody sees" in refusal("deed\u202efdp.txt", TEXT)
    assert "nobody sees" in refusal("deed\n.txt", TEXT)
    assert "Shorten it" in refusal("a" * 120 + ".txt", TEXT)


@pytest.mark.parametrize("content", [b"", b" \r\n\t", b"\x00" * 40, b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert "empty" in refusal("note.txt", content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (PDF.replace(b"%%EOF", b""), "cut off"),
        (PDF + b"<html><script>alert(1)</script>", "follows after the end"),
        (PDF[:-7] + office("xlsx") + b"%%EOF", "archive as well"),
        (PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 5 0 R"), "locked"),
        (PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R /#45ncrypt<</V 4>>"), "locked"),
        (b"\n" + PDF, "its name says|not those of a PDF"),
    ],
)
def test_a_pdf_that_is_more_or_less_than_a_pdf_is_refused(content: bytes, sentence: str) -> None:
    assert any(words in refusal("deed.pdf", content) for words in sentence.split("|"))


@pytest.mark.parametrize("name", ["stamp.png", "photo.jpg"])
def test_a_picture_with_something_behind_it_or_cut_off_is_refused(name: str) -> None:
    picture = SOUND[name]
    assert "follows after the end" in refusal(name, picture + office("xlsx"))
    assert "cut off" in refusal(name, picture[:-3])


def test_a_damaged_picture_and_one_without_a_picture_are_refused() -> None:
    assert "damaged" in refusal("stamp.png", png().replace(b"IDAT", b"IDAX"))
    assert "no picture" in refusal("photo.jpg", jpeg()[: jpeg().index(b"\xff\xda")] + b"\xff\xd9")
    endless = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 2**31) + b"IHDR" + b"\0" * 40
    assert "cut off" in refusal("stamp.png", endless)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("اردو".encode("utf-16"), "UTF-8"),
        (b"Caf\xe9", "UTF-8"),
        (b"line\x1b[2J", "control characters"),
        (b"MZ\x90\x00\x03", "control characters|UTF-8"),
        (b"A note\n%PDF-1.7", "another kind of file"),
        (b"{\\rtf1 a}", "another kind of file"),
        (b"#!/bin/sh\nrm -rf /", "another kind of file"),
    ],
)
def test_text_that_is_no_text_or_another_file_as_well_is_refused(content: bytes, sentence: str) -> None:
    assert any(words in refusal("note.txt", content) for words in sentence.split("|"))


def test_a_table_that_cannot_be_read_is_refused() -> None:
    assert "quotation mark" in refusal("rows.csv", b'name,units\n"Wheat,1000\n')


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
@pytest.mark.parametrize(
    "part",
    [
        "xl/vbaProject.bin",
        "word/vbaProject.bin",
        "xl/macrosheets/sheet1.xml",
        "word/activeX/a.bin",
        "xl/embeddings/oleObject1.bin",
    ],
)
def test_macros_and_other_programs_are_refused(kind: str, part: str) -> None:
    assert "macros" in refusal(f"paper.{kind}", office(kind, {part: b"x"}))


def test_a_macro_file_under_a_plain_name_is_refused() -> None:
    declared = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    assert "macros" in refusal("sums.xlsx", office("xlsx", declared=declared))


def test_a_file_that_becomes_too_large_is_refused_before_it_is_unpacked(settings: Any) -> None:
    assert "far too large" in refusal("sums.xlsx", office("xlsx", {"xl/sheet1.xml": b"0" * 20_000_000}))
    settings.DOCUMENT_UNPACKED_MAXIMUM_BYTES = 1000
    assert "far too large" in refusal("sums.xlsx", office("xlsx", {"xl/a.xml": b"ab" * 400, "xl/b.xml": b"cd" * 400}))
    many = {f"xl/{number}.xml": b"<x/>" for number in range(5001)}
    settings.DOCUMENT_UNPACKED_MAXIMUM_BYTES = 10**9
    assert "far too large" in refusal("sums.xlsx", office("xlsx", many))


def test_a_file_that_lies_about_the_size_of_what_it_holds_is_refused() -> None:
    honest = office("xlsx", {"xl/sheet1.xml": b"0" * 5000})
    lying = honest.replace(struct.pack("<I", 5000), struct.pack("<I", 5))
    assert lying != honest
    assert "damaged" in refusal("sums.xlsx", lying)


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "xl\\..\\..\\evil.xml"])
def test_parts_outside_of_the_file_are_refused(name: str) -> None:
    assert "damaged" in refusal("sums.xlsx", office("xlsx", {name: b"x"}))


def test_definitions_that_grow_are_refused() -> None:
    growing = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    assert "definitions" in refusal("sums.xlsx", office("xlsx", {"xl/sheet1.xml": growing}))


def test_a_file_before_or_behind_an_archive_is_refused() -> None:
    sheet = office("xlsx")
    assert "paper.xlsx" in refusal("paper.xlsx", b"#!/bin/sh\n" + sheet)
    assert "follows after the end" in refusal("paper.xlsx", sheet + b"more")


def test_an_archive_of_something_else_is_refused() -> None:
    assert "does not hold" in refusal("paper.docx", office("xlsx"))


def test_a_locked_or_old_office_file_is_refused_with_the_way_out() -> None:
    sentence = refusal("sums.xlsx", bytes.fromhex("D0CF11E0A1B11AE1") + b"\x00" * 600 + b"x")
    assert "locked with a password, or in an old format" in sentence
    marked = bytearray(office("xlsx"))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = marked.find(sign)
        while start >= 0:
            marked[start + place] |= 1
            start = marked.find(sign, start + 4)
    assert "locked with a password" in refusal("sums.xlsx", bytes(marked))
