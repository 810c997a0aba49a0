"""Large XML parts read as events, without a tree: memory does not grow with the part."""

from collections.abc import Callable, Iterable, Iterator
from typing import NoReturn
from xml.parsers import expat

from assets.files.archives import damaged
from assets.files.tables import LONGEST_CELL

#: Spreadsheet elements are known by these names; expat puts the namespace and a blank before the local name.
NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
#: XML that comes without an event in between: a tag, comment or attribute longer than this is an attack.
LONGEST_TOKEN = 1 << 20
#: Pieces of one cell's text. Expat gives one at least for every line and character reference.
MOST_PIECES = 2 * LONGEST_CELL


def spreadsheet_names(*local: str) -> dict[str, str]:
    """How expat spells the spreadsheet elements with these local names, in both namespaces of the standard."""
    return {f"{namespace} {name}": name for namespace in NAMESPACES for name in local}


def new_parser(start: Callable[[str, dict[str, str]], None], end: Callable[[str], None]) -> expat.XMLParserType:
    """A parser that calls back for elements and takes no document type, hence no entities that unfold without end."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def fed(parser: expat.XMLParserType, chunks: Iterable[bytes], pieces: list[str]) -> Iterator[None]:
    """Feed the parser, with a pause after each chunk, in which the caller takes what was found.

    `pieces` is the list in which the handlers collect the text of the cell at hand; it may not grow without end.
    Raises InvalidInput when the XML is malformed, has a document type or a token of more than a mebibyte.
    """
    done = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            done += len(chunk)
            if done - parser.CurrentByteIndex > LONGEST_TOKEN or len(pieces) > MOST_PIECES:
                raise damaged()
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise damaged() from error
    yield


def _refuse_doctype(*_: object) -> NoReturn:
    raise damaged()
