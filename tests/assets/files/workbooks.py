"""Workbooks for tests: made by openpyxl, by hand from XML, or as bombs."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable

import openpyxl

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook(*rows: Iterable[object]) -> io.BytesIO:
    """One sheet with these rows, as openpyxl writes it."""
    return sheets(Assets=rows)


def sheets(**named: Iterable[Iterable[object]]) -> io.BytesIO:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in named.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file


def raw(sheet: str, **parts: str) -> io.BytesIO:
    """A workbook whose only sheet has this XML inside of `worksheet`; `parts` replaces whole parts by their stem."""
    contents = {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPES}.sharedStrings+xml"/></Types>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="urn:r"><sheets><sheet name="A" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Type="x/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/sharedStrings.xml": parts.get("strings", f'<sst xmlns="{MAIN}"/>'),
        "xl/worksheets/sheet1.xml": parts.get("whole", f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>'),
    }
    if "book" in parts:
        contents["xl/workbook.xml"] = parts["book"]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in contents.items():
            archive.writestr(name, text)
    return file


TWO_ROWS = '<sheetData><row><c t="inlineStr"><is><t>a</t></is></c></row><row><c><v>1</v></c></row></sheetData>'


def bomb(gigabytes: int) -> io.BytesIO:
    """A workbook with a part that unpacks to gigabytes of blanks, and says so."""
    file = io.BytesIO(raw(TWO_ROWS).getvalue())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        _append(
            archive, "xl/media/a.xml", _blanks(b"", gigabytes * 1024), size=min(gigabytes << 30, 0xFFFFFFF0), checksum=0
        )
    return file


def liar(megabytes: int) -> io.BytesIO:
    """A workbook whose sheet unpacks to megabytes but is declared as 1,000 bytes, with the checksum of those."""
    beginning = f'<worksheet xmlns="{MAIN}">{TWO_ROWS}'.encode()
    shown = beginning.ljust(1000)
    file = io.BytesIO()
    with zipfile.ZipFile(raw(TWO_ROWS)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            if not name.endswith("sheet1.xml"):
                archive.writestr(name, source.read(name))
        packed = _blanks(beginning, megabytes)
        _append(archive, "xl/worksheets/sheet1.xml", packed, size=len(shown), checksum=zlib.crc32(shown))
    return file


def _blanks(beginning: bytes, megabytes: int) -> bytes:
    """A packed stream of these bytes and mebibytes of blanks; made quickly, since the blanks are packed once."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = packer.compress(beginning) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + block * megabytes + packer.flush()


def _append(archive: zipfile.ZipFile, name: str, packed: bytes, size: int, checksum: int) -> None:
    """Add a part with sizes and checksum of our own choice."""
    info = zipfile.ZipInfo(name)
    info.compress_type, info.file_size, info.compress_size, info.CRC = zipfile.ZIP_DEFLATED, size, len(packed), checksum
    info.header_offset = archive.fp.seek(0, io.SEEK_END)
    archive.fp.write(info.FileHeader(zip64=False) + packed)
    archive.start_dir = archive.fp.tell()
    archive.filelist.append(info)
    archive.NameToInfo[name] = info
    archive._didModify = True


def many_members(count: int) -> io.BytesIO:
    file = raw(TWO_ROWS)
    with zipfile.ZipFile(file, "a") as archive:
        for number in range(count):
            archive.writestr(f"xl/media/{number}", b"")
    return file


def with_password() -> io.BytesIO:
    """An archive whose parts are marked as encrypted."""
    file = raw(TWO_ROWS)
    data = bytearray(file.getvalue())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            struct.pack_into("<H", data, start + place, 1)
            start = data.find(mark, start + 4)
    return io.BytesIO(bytes(data))
