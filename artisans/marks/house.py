"""The eight marks that the house drew by hand (`house.svg`)."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

SVG = "{http://www.w3.org/2000/svg}"


def read_house() -> dict[str, str]:
    """{name: shapes inside a field of 96 by 96}, in the order of the file."""
    file = ElementTree.parse(Path(__file__).parent / "house.svg")
    drawings = {}
    for symbol in file.iter(f"{SVG}symbol"):
        for each in symbol.iter():
            each.tag = each.tag.removeprefix(SVG)
        drawings[symbol.attrib["id"]] = "".join(
            ElementTree.tostring(shape, encoding="unicode").replace(" />", "/>") for shape in symbol
        )
    return drawings


HOUSE = read_house()
