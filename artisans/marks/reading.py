"""Reads XML without trusting it: no document type, no entity, no instruction, no CDATA.

Expat of the standard library, told to stop at each of them: without a document type
nothing can be declared, so that nothing is fetched and nothing grows.
"""

from dataclasses import dataclass, field
from xml.parsers import expat

SVG = "http://www.w3.org/2000/svg"
BETWEEN = " "  # a namespace and a name: a namespace that holds one is refused


class Unreadable(Exception):
    """No well-formed XML, or something in it that is never read."""


@dataclass
class Node:
    """An element: its name without the namespace of SVG, which it has; `namespace` is
    "" there, that of any other as it stands. Attributes of a namespace are called
    "namespace name".
    """

    tag: str
    namespace: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    text: str = ""


def read_xml(document: bytes, most_elements: int, most_depth: int) -> Node:
    """The element at the root. Raises Unreadable."""
    parser = expat.ParserCreate(namespace_separator=BETWEEN)
    parser.buffer_text = True
    top = Node("")
    open_elements = [top]
    count = 0

    def refuse(*_said):
        raise Unreadable

    def begin(name, attributes):
        nonlocal count
        count += 1
        if count > most_elements or len(open_elements) > most_depth:
            raise Unreadable
        namespace, _space, tag = name.rpartition(BETWEEN)
        node = Node(tag, "" if namespace == SVG else namespace or "?", attributes)
        open_elements[-1].children.append(node)
        open_elements.append(node)

    def end(_name):
        open_elements.pop()

    def text(said):
        open_elements[-1].text += said

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.UnparsedEntityDeclHandler = parser.NotationDeclHandler = refuse
    parser.ExternalEntityRefHandler = parser.SkippedEntityHandler = refuse
    parser.ProcessingInstructionHandler = parser.StartCdataSectionHandler = refuse
    try:
        parser.Parse(document, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unreadable from error
    return top.children[0]


def read_shapes(drawing: str) -> Node:
    """The shapes inside a field, which we wrote ourselves."""
    return read_xml(f'<svg xmlns="{SVG}">{drawing}</svg>'.encode(), 500, 12)
