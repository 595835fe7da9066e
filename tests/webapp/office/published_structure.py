"""The part of pain.001.001.09 that Swiss credit transfers use, as it is published.

Source: ISO 20022 message definition pain.001.001.09 (CustomerCreditTransferInitiation
V09, February 2019) for order and occurrence of elements and the patterns of their
values; Swiss Payment Standards, Implementation Guidelines Credit Transfer 2.1, for what
payments in CHF must and must not have. Elements stand in the order of the list; `!` is
required here, `*` repeats.
"""

import re
from xml.etree import ElementTree as ET

from webapp.office.payment_order import NAMESPACE

_STRUCTURE = {
    "Document": ["CstmrCdtTrfInitn!"],
    "CstmrCdtTrfInitn": ["GrpHdr!", "PmtInf!*"],
    "GrpHdr": ["MsgId!", "CreDtTm!", "NbOfTxs!", "CtrlSum!", "InitgPty!"],
    "InitgPty": ["Nm!"],
    "PmtInf": [
        "PmtInfId!",
        "PmtMtd!",
        "BtchBookg",
        "NbOfTxs",
        "CtrlSum",
        "PmtTpInf",
        "ReqdExctnDt!",
        "Dbtr!",
        "DbtrAcct!",
        "DbtrAgt!",
        "ChrgBr",
        "CdtTrfTxInf!*",
    ],
    "ReqdExctnDt": ["Dt!"],
    "Dbtr": ["Nm!", "PstlAdr"],
    "DbtrAcct": ["Id!"],
    "CdtrAcct": ["Id!"],
    "Id": ["IBAN!"],
    "DbtrAgt": ["FinInstnId!"],
    "FinInstnId": ["BICFI", "ClrSysMmbId!"],
    "ClrSysMmbId": ["ClrSysId!", "MmbId!"],
    "ClrSysId": ["Cd!"],
    "CdtTrfTxInf": [
        "PmtId!",
        "PmtTpInf",
        "Amt!",
        "CdtrAgt",
        "Cdtr!",
        "CdtrAcct!",
        "RmtInf",
    ],
    "PmtId": ["InstrId!", "EndToEndId!"],
    "Amt": ["InstdAmt!"],
    "Cdtr": ["Nm!", "PstlAdr!"],
    "PstlAdr": ["StrtNm", "BldgNb", "PstCd", "TwnNm!", "Ctry!"],
    "RmtInf": ["Ustrd"],
}
_LATIN = "[ -~\u00a0-\u017fȘșȚț€]"
_IDENTIFIER = r"[A-Za-z0-9+?/\-:().,' ]{1,35}"
_AMOUNT = r"\d{1,15}\.\d{2}"
_VALUES = {
    "MsgId": _IDENTIFIER,
    "PmtInfId": _IDENTIFIER,
    "InstrId": _IDENTIFIER,
    "EndToEndId": _IDENTIFIER,
    "CreDtTm": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "NbOfTxs": r"\d{1,15}",
    "CtrlSum": _AMOUNT,
    "InstdAmt": _AMOUNT,
    "PmtMtd": "TRF",
    "BtchBookg": "true|false",
    "Dt": r"\d{4}-\d\d-\d\d",
    "Nm": f"{_LATIN}{{1,70}}",
    "StrtNm": f"{_LATIN}{{1,70}}",
    "PstCd": f"{_LATIN}{{1,16}}",
    "TwnNm": f"{_LATIN}{{1,35}}",
    "Ctry": "[A-Z]{2}",
    "IBAN": r"[A-Z]{2}\d{2}[A-Za-z0-9]{1,30}",
    "Cd": "CHBCC",
    "MmbId": r"\d{3,5}",
    "Ustrd": f"{_LATIN}{{1,140}}",
}


def faults_in(document: ET.Element) -> list[str]:
    """Give what is not as published, by the path of its element."""
    if document.tag != f"{{{NAMESPACE}}}Document":
        return [f"{document.tag} is no document of this kind"]
    return _faults(document, "Document")


def _faults(element: ET.Element, path: str) -> list[str]:
    name = path.rpartition("/")[2]
    if name in _VALUES:
        is_right = re.fullmatch(_VALUES[name], element.text or "") is not None
        found = [] if is_right else [f"{path} has {element.text!r}"]
        if name == "InstdAmt" and element.attrib != {"Ccy": "CHF"}:
            found.append(f"{path} is in {element.attrib}")
        return found
    if name not in _STRUCTURE:
        return [f"{path} is unknown"]
    children = [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in element]
    pattern = "".join(_piece(each) for each in _STRUCTURE[name])
    found = []
    if not re.fullmatch(pattern, "".join(f"<{child}>" for child in children)):
        found.append(f"{path} has {children}")
    for child, own_name in zip(element, children, strict=True):
        found += _faults(child, f"{path}/{own_name}")
    return found


def _piece(described: str) -> str:
    name = described.rstrip("!*")
    is_required, repeats = "!" in described, "*" in described
    occurrence = ("+" if repeats else "") if is_required else ("*" if repeats else "?")
    return f"(?:<{name}>){occurrence}"
