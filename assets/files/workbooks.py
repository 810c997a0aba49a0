"""The small parts of a workbook: which sheets it has, its strings, and which of its styles show dates."""

from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from approvals.exceptions import InvalidInput
from assets.files.archives import Archive, bomb, damaged
from assets.files.texts import unescaped
from assets.files.xml_streams import fed, new_parser, spreadsheet_names

#: Unpacked bytes of a part that becomes a tree in memory, and of the strings, which become a list.
LARGEST_PART = 4 << 20
LARGEST_STRINGS = 96 << 20

_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_STYLES = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


@dataclass(frozen=True)
class Workbook:
    """What is needed to understand a sheet's cells. `sheets` maps names to parts; `epoch` is day zero of its dates."""

    sheets: dict[str, str]
    strings: list[str]
    date_styles: frozenset[str]
    epoch: datetime


def read_workbook(archive: Archive) -> Workbook:
    """Everything but the sheets. Raises InvalidInput when the archive is no workbook, is damaged or too large."""
    parts = parts_by_type(archive)
    if _MAIN not in parts:
        raise not_a_workbook()
    book = _tree(archive, parts[_MAIN])
    properties = _find(book, "workbookPr")
    old_mac = properties is not None and properties.get("date1904") in ("1", "true")
    return Workbook(
        sheets=_sheets(archive, parts[_MAIN], book),
        strings=_strings(archive, parts[_STRINGS]) if _STRINGS in parts else [],
        date_styles=_date_styles(_tree(archive, parts[_STYLES])) if _STYLES in parts else frozenset(),
        epoch=MAC_EPOCH if old_mac else WINDOWS_EPOCH,
    )


def parts_by_type(archive: Archive) -> dict[str, str]:
    """The first part of each content type. Raises InvalidInput when the archive is no office document."""
    if "[Content_Types].xml" not in archive:
        raise not_a_workbook()
    found: dict[str, str] = {}
    for entry in _tree(archive, "[Content_Types].xml"):
        if _local(entry) == "Override":
            found.setdefault(entry.get("ContentType", ""), entry.get("PartName", "").lstrip("/"))
    return found


def not_a_workbook() -> InvalidInput:
    """The refusal of an archive that is something else than an .xlsx workbook, one with macros included."""
    return InvalidInput(
        _(
            "The file is an archive but not an .xlsx workbook (a workbook with macros, a binary one or another kind of "
            "document is not read). Save the sheet as .xlsx or as “CSV UTF-8” and upload that file."
        )
    )


def _sheets(archive: Archive, main: str, book: Element) -> dict[str, str]:
    folder, _slash, name = main.rpartition("/")
    targets = {
        relation.get("Id"): _resolved(folder, relation.get("Target", ""))
        for relation in _tree(archive, f"{folder}/_rels/{name}.rels".lstrip("/"))
        if relation.get("Type", "").endswith("/worksheet")
    }
    listed = _find(book, "sheets")
    found = {}
    for sheet in listed if listed is not None else ():
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
        if relation in targets:  # what is not a worksheet is a chart or a dialogue
            found[sheet.get("name", "")] = targets[relation]
    return found


def _resolved(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")


def _strings(archive: Archive, part: str) -> list[str]:
    """The table of strings that cells refer to by number."""
    if part in archive and archive.size(part) > LARGEST_STRINGS:
        raise bomb()
    names = spreadsheet_names("si", "t", "rPh")
    found: list[str] = []
    pieces: list[str] = []
    phonetic = False

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal phonetic
        kind = names.get(name)
        if kind == "t" and not phonetic:
            parser.CharacterDataHandler = pieces.append
        elif kind == "rPh":
            phonetic = True

    def end(name: str) -> None:
        nonlocal phonetic
        kind = names.get(name)
        if kind == "t":
            parser.CharacterDataHandler = None
        elif kind == "rPh":
            phonetic = False
        elif kind == "si":
            found.append(unescaped("".join(pieces)))
            pieces.clear()

    parser = new_parser(start, end)
    for _pause in fed(parser, archive.chunks(part), pieces):
        pass
    return found


def _date_styles(styles: Element) -> frozenset[str]:
    """The numbers of the cell styles that show a day, as the cells' `s` attribute has them."""
    formats = {number: str(code) for number, code in BUILTIN_FORMATS.items()}
    for own in _children(styles, "numFmts"):
        if own.get("numFmtId", "").isdecimal():
            formats[int(own.get("numFmtId", ""))] = own.get("formatCode", "")
    found = set()
    for place, style in enumerate(_children(styles, "cellXfs")):
        number = style.get("numFmtId", "0")
        code = formats.get(int(number), "") if number.isdecimal() else ""
        if code and is_date_format(code) and not is_timedelta_format(code):
            found.add(str(place))
    return frozenset(found)


def _tree(archive: Archive, part: str) -> Element:
    """A small part as a tree; entities and document types are refused."""
    try:
        tree: Element = fromstring(archive.read(part, most=LARGEST_PART), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise damaged() from error
    return tree


def _children(tree: Element, name: str) -> list[Element]:
    found = _find(tree, name)
    return list(found) if found is not None else []


def _find(tree: Element, name: str) -> Element | None:
    return next((child for child in tree if _local(child) == name), None)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
