"""Obvious slips of the hand in the domain of an e-mail, so that the writer is asked
once: an answer would go nowhere.

A domain is compared with what is often mistyped, never with what exists: a house may
call itself as it wishes.
"""

SLIPS = {
    "gmail": "gmial gamil gmal gmai gmil gnail gmaill gemail gimail gmali",
    "hotmail": "hotmial hotmal hotmai hotmil homail hormail htomail hotamil hotmaill",
    "yahoo": "yaho yahooo yhoo yahou yaoo yahho yhaoo",
    "outlook": "outlok outllok outlouk oulook outloo outloock outlock autlook",
}
ENDINGS = {"com": "con cmo comm vom cm coom ocm"}


def by_slip(table: dict[str, str]) -> dict[str, str]:
    return {slip: meant for meant, slips in table.items() for slip in slips.split()}


NAMES, LAST = by_slip(SLIPS), by_slip(ENDINGS)


def meant_email(typed: str) -> str:
    """The address that was most likely meant; "" where nothing looks like a slip."""
    before, _at, domain = typed.rpartition("@")
    name, _dot, ending = domain.lower().partition(".")
    meant = NAMES.get(name, name)
    if meant not in SLIPS:
        return ""
    corrected = f"{before}@{meant}.{LAST.get(ending, ending)}"
    return corrected if corrected.lower() != typed.lower() else ""
