"""Opening files from strangers: what is a table, and what is refused with a sentence."""

import io
import time
import tracemalloc
import zipfile
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from approvals.exceptions import InvalidInput
from assets.files.reading import Row, check_header, count_rows, open_table
from tests.assets.files import workbooks


def opened(data: bytes | io.BytesIO, name: str = "assets.csv") -> list[Row]:
    table = open_table(io.BytesIO(data) if isinstance(data, bytes) else data, name)
    return [Row(1, table.header), *table.rows()]


def test_a_csv_file_gives_its_header_and_the_lines_of_its_rows() -> None:
    rows = opened(b'asset,note\r\nBill,"two\r\nlines"\r\n\r\n , \r\nSukuk,\r\n')
    assert rows == [
        Row(1, ("asset", "note")),
        Row(2, ("Bill", "two\r\nlines")),
        Row(6, ("Sukuk", "")),
    ]


def test_a_mark_of_utf8_is_no_part_of_the_first_name() -> None:
    assert opened("\ufeffasset\nقرض\n".encode())[0].cells == ("asset",)


def test_rows_may_be_shorter_and_longer_than_the_header() -> None:
    assert [row.cells for row in opened(b"a,b,,\n1\n1,2,3\n1,2,,\n")] == [
        ("a", "b"),
        ("1",),
        ("1", "2", "3"),
        ("1", "2"),
    ]


def test_rows_are_read_again_from_the_first_and_the_file_stays_open() -> None:
    file = io.BytesIO(b"a\n1\n2\n")
    table = open_table(file, "a.csv")
    next(table.rows())
    assert [row.number for row in table.rows()] == [row.number for row in table.rows()] == [2, 3]
    assert not file.closed


def test_old_line_ends_are_lines_as_well() -> None:
    assert [row.number for row in opened(b"a,b\r1,2\r3,4\r")] == [1, 2, 3]


@pytest.mark.parametrize("name", ["assets.csv", "assets.xlsx", "assets.pdf", ""])
def test_the_bytes_decide_and_not_the_name(name: str) -> None:
    assert opened(b"a,b\n1,2\n", name)[1].cells == ("1", "2")
    assert opened(workbooks.workbook(["a"], ["x"]), name)[1].cells == ("x",)


def test_uploads_of_the_portal_can_be_opened() -> None:
    small = SimpleUploadedFile("a.csv", b"a\n1\n")
    with TemporaryUploadedFile("a.csv", "text/csv", 0, None) as large:
        large.write(b"a\n1\n")
        for upload in (small, large):
            assert [row.cells for row in open_table(upload, "a.csv").rows()] == [("1",)]
            assert [row.cells for row in open_table(upload.file, "a.csv").rows()] == [("1",)]


LATIN = "asset\nBill\nSão Tomé\n".encode("latin-1")
REFUSED = {
    "no byte": (b"", "empty"),
    "only blanks": (b"\xef\xbb\xbf \n\n", "empty"),
    "no row": (b"a,b\n\n", "no rows"),
    "Latin-1": (LATIN, "not encoded in UTF-8: line 3 holds the byte 0xE3"),
    "a cut letter at the end": ("a\nقرض".encode()[:-1], "not encoded in UTF-8: line 2"),
    "UTF-16 with its mark": ("a,b\n1,2\n".encode("utf-16"), "UTF-16"),
    "UTF-16 without its mark": ("a,b\n1,2\n".encode("utf-16-le"), "UTF-16"),
    "big UTF-16 without its mark": ("a,b\n1,2\n".encode("utf-16-be"), "UTF-16"),
    "UTF-32": ("a,b\n1,2\n".encode("utf-32"), "UTF-16"),
    "a NUL": (b"a,b\n1,2\n1,\x002\n", "Line 3 holds a NUL byte"),
    "semicolons": (b"asset;isin\nBill;PK\n", "Commas separate cells"),
    "tabs": (b"asset\tisin\nBill\tPK\n", "Commas separate cells"),
    "an open quotation mark": (b'a,b\n1,2\n1,"2\n3,4\n', "line 3 is never closed"),
    "an open quotation mark before a long rest": (b'a,b\n1,2\n1,"2\n' + b"3,4\n" * 5000, "line 3 is never closed"),
    "a cell without end": (b'a\n"' + b"x" * 200_000 + b'"\n', "line 2 is never closed, or a cell"),
    "text after a closing mark": (b'a,b\n"1"2,3\n', "line 2 has text after a closing"),
    "a wide row": (b"a,b\n" + b"," * 600 + b"1\n", "line 2 has 601 cells"),
    "a line without end": (b"a,b\n" + b"1," * 1_500_000, "longer than a row"),
    "a PDF": (b"%PDF-1.7\n...", "neither a CSV file nor"),
    "a page": (b"<html><table><tr><td>1</td></tr></table>", "neither a CSV file nor"),
    "a picture": (b"\x89PNG\r\n\x1a\n...", "neither a CSV file nor"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "old workbook"),
    "an encrypted workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200_000) + "EncryptedPackage".encode("utf-16-le") + bytes(9),
        "password",
    ),
    "a cut archive": (workbooks.workbook(["a"], [1]).getvalue()[:-500], "damaged"),
    "an archive's head alone": (b"PK\x03\x04 and text", "damaged"),
    "encrypted parts": (workbooks.with_password().getvalue(), "password"),
    "many parts": (workbooks.many_members(3000).getvalue(), "unpack to more"),
    "an empty sheet": (workbooks.workbook().getvalue(), "empty"),
    "a sheet with a header alone": (workbooks.workbook(["a", "b"]).getvalue(), "no rows"),
    "two full sheets": (
        workbooks.sheets(Bills=[["a"], [1]], Sukuk=[["a"], [1]]).getvalue(),
        r"several sheets \(Bills, Sukuk",
    ),
    "a wide sheet": (workbooks.workbook(["a"], [None] * 600 + [1]).getvalue(), "Row 2 of the sheet is too wide"),
}


@pytest.mark.parametrize(("data", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_table_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        opened(data)


def other_archive() -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    return file


def with_macros() -> io.BytesIO:
    types = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    file = io.BytesIO()
    with zipfile.ZipFile(workbooks.workbook(["a"], [1])) as source, zipfile.ZipFile(file, "w") as archive:
        for name in source.namelist():
            macros = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
            archive.writestr(name, source.read(name).replace(types, macros))
    return file


@pytest.mark.parametrize("make", [other_archive, with_macros])
def test_an_archive_that_is_no_workbook_is_refused(make: object) -> None:
    with pytest.raises(InvalidInput, match=r"not an \.xlsx workbook"):
        opened(make())  # type: ignore[operator]


@pytest.mark.parametrize(
    "make",
    [lambda: workbooks.bomb(3), lambda: workbooks.liar(2048)],
    ids=["declared size", "undeclared size"],
)
def test_a_small_file_that_unpacks_to_gigabytes_is_refused_at_once_and_without_memory(make: object) -> None:
    file = make()  # type: ignore[operator]
    assert len(file.getvalue()) < 5_000_000
    tracemalloc.start()
    try:
        began = time.perf_counter()
        with pytest.raises(InvalidInput, match="unpack to more"):
            opened(file)
        assert time.perf_counter() - began < 2
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_parts_that_overlap_or_are_there_twice_are_refused() -> None:
    file = workbooks.raw(workbooks.TWO_ROWS)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    with pytest.raises(InvalidInput, match="unpack to more"):
        opened(file)


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize(
    "file",
    [
        workbooks.raw("", whole=f"{ENTITIES}<worksheet xmlns='{workbooks.MAIN}'>&c;</worksheet>"),
        workbooks.raw(workbooks.TWO_ROWS, strings=f"{ENTITIES}<sst xmlns='{workbooks.MAIN}'><si><t>&c;</t></si></sst>"),
        workbooks.raw(workbooks.TWO_ROWS, book=f"{ENTITIES}<workbook xmlns='{workbooks.MAIN}'>&c;</workbook>"),
        workbooks.raw(
            "", whole=f"<!DOCTYPE worksheet SYSTEM 'file:///etc/passwd'><worksheet xmlns='{workbooks.MAIN}'/>"
        ),
    ],
    ids=["sheet", "strings", "workbook", "from outside"],
)
def test_entities_are_never_unfolded(file: io.BytesIO) -> None:
    with pytest.raises(InvalidInput, match="damaged"):
        opened(file)


@pytest.mark.parametrize(
    "sheet",
    [
        '<sheetData><row r="5"/><row r="5"/></sheetData>',
        '<sheetData><row r="99999999999"><c><v>1</v></c></row></sheetData>',
        '<sheetData><row r="2000000"><c><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="1"><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c t="s"><v>7</v></c></row></sheetData>',
        f'<sheetData><row r="1"><c><v>{"1" * 40_000}</v></c></row></sheetData>',
        f'<sheetData><row r="1"><c t="str"><v>{"&#65;" * 40_000}</v></c></row></sheetData>',
        f'<sheetData><row r="{" " * 3_000_000}"/></sheetData>',
        "<sheetData><row>",
    ],
    ids=[
        "a row twice",
        "an endless row number",
        "a row beyond the last",
        "from right to left",
        "no column",
        "no string",
        "a long number",
        "a long text",
        "a long tag",
        "an open tag",
    ],
)
def test_a_sheet_that_lies_about_itself_is_refused(sheet: str) -> None:
    with pytest.raises(InvalidInput, match=r"damaged|unpack to more"):
        opened(workbooks.raw(sheet))


def test_a_wrong_checksum_is_found() -> None:
    data = bytearray(workbooks.raw(workbooks.TWO_ROWS).getvalue())
    place = data.rfind(b"PK\x01\x02")
    data[place + 16] ^= 0xFF
    with pytest.raises(InvalidInput, match="damaged"):
        opened(bytes(data))


def test_the_header_is_judged_at_once_with_everything_that_is_wrong() -> None:
    check_header(("a", "b"), known={"a", "b", "c"}, required={"a"})
    with pytest.raises(InvalidInput) as refused:
        check_header(("a", "a", "", "z"), known=("a", "b"), required=("a", "b"))
    assert "missing: b; unknown: (without a name), z; there twice: a" in refused.value.message


def test_rows_are_counted_cheaply() -> None:
    assert count_rows(io.BytesIO(b"a\n1\n2\n")) == 2
    assert count_rows(io.BytesIO(b"a\n1\n2")) == 2
    assert count_rows(io.BytesIO(b"")) == 0
    assert count_rows(workbooks.workbook(["a"], [1], [2])) == 2
    assert count_rows(workbooks.raw(workbooks.TWO_ROWS)) is None


def test_counting_leaves_the_file_where_it_was() -> None:
    file = io.BytesIO(b"a\n1\n")
    file.seek(2)
    count_rows(file)
    assert file.tell() == 2


def lines(count: int) -> Iterator[bytes]:
    yield b",".join(b"column%d" % number for number in range(40)) + b"\n"
    for number in range(count):
        yield b",".join(b"%d" % (number + column) for column in range(40)) + b"\n"


def test_a_hundred_thousand_rows_of_csv_need_little_memory_and_little_time() -> None:
    file = io.BytesIO(b"".join(lines(100_000)))
    began = time.perf_counter()
    assert sum(1 for _ in open_table(file, "a.csv").rows()) == 100_000
    assert time.perf_counter() - began < 3  # measured: 0.4 s on a quiet machine
    tracemalloc.start()
    try:
        for _row in open_table(file, "a.csv").rows():
            pass
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()
