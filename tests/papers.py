"""Small files of every kind that a paper may be, made in memory."""

import io
import struct
import zipfile
import zlib

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
TEXT = "An illustrative paper. ایک نمونہ دستاویز\n".encode()
CSV = b'name,units\n"Wheat, stored",1000\nGold,2\n'
_OFFICE = "application/vnd.openxmlformats-officedocument."


def png() -> bytes:
    """A picture of one point."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def jpeg() -> bytes:
    """The segments of a picture, with a stuffed byte and a restart within it."""
    segments = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\xff\xdb\x00\x04ab"
    return b"\xff\xd8" + segments + b"\xff\xda\x00\x04ab" + b"picture\xff\x00more\xff\xd0rest" + b"\xff\xd9"


def office(kind: str, more: dict[str, bytes] | None = None, *, declared: str = "") -> bytes:
    """An XLSX or a DOCX file with further parts."""
    main, part = {
        "xlsx": (f"{_OFFICE}spreadsheetml.sheet.main+xml", "xl/workbook.xml"),
        "docx": (f"{_OFFICE}wordprocessingml.document.main+xml", "word/document.xml"),
    }[kind]
    contents = f'<Types><Override PartName="/{part}" ContentType="{declared or main}"/></Types>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {"[Content_Types].xml": contents.encode(), part: b"<x/>", **(more or {})}.items():
            archive.writestr(name, data)
    return file.getvalue()
