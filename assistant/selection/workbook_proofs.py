"""Notes and proofs in the workbook of a selection, a line each."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from assistant.instruments.typed import cleaned, folded
from assistant.instruments.workbook import CellFault, CellNotRead, Row
from assistant.selection.records import PROOF_KINDS, Proof
from assistant.selection.words import text_of
from assistant.selection.workbook_layout import NOTE, in_both
from assistant.selection.workbook_rows import choice

_KINDS: Mapping[str, tuple[str, str]] = {
    NOTE: in_both(NOTE),
    **{kind: in_both(f"proof_{kind}") for kind in PROOF_KINDS},
}
_MOST_PROOFS = 20  # of a rating
_LONGEST_NOTE = 4000
Said = dict[tuple[str, str], tuple[str, tuple[Proof, ...]]]


def said_in(
    rows: Sequence[Row], candidates: Mapping[str, str], criteria: Mapping[str, str]
) -> tuple[Said, list[CellFault]]:
    """Return note and proofs by candidate and criterion, and the faults in their lines.

    candidates, criteria   ids by folded name and title
    """
    said: Said = {}
    faults = []
    for row in rows:
        try:
            place, proof = _line(row, candidates, criteria)
        except CellNotRead as error:
            faults.append(error.fault)
            continue
        note, proofs = said.get(place, ("", ()))
        if proof is None:
            note = "\n".join(filter(None, (note, row.text("text"))))
        else:
            proofs = (*proofs, proof)
        if len(note) > _LONGEST_NOTE:
            faults.append(CellFault(row.place("text"), text_of("fault_too_long", most=_LONGEST_NOTE)))
        elif len(proofs) > _MOST_PROOFS:
            faults.append(CellFault(row.place("kind"), text_of("fault_too_many", most=_MOST_PROOFS)))
        else:
            said[place] = note, proofs
    return said, faults


def _line(row: Row, candidates: Mapping[str, str], criteria: Mapping[str, str]) -> tuple[tuple[str, str], Proof | None]:
    candidate = candidates.get(folded(row.text("name")))
    criterion = criteria.get(folded(row.text("title")))
    if candidate is None:
        raise CellNotRead(CellFault(row.place("name"), text_of("fault_candidate", value=row.text("name")[:40])))
    if criterion is None:
        raise CellNotRead(CellFault(row.place("title"), text_of("fault_criterion", value=row.text("title")[:60])))
    kind = choice(row, "kind", _KINDS) or NOTE
    return (candidate, criterion), None if kind == NOTE else _proof(row, kind)


def _proof(row: Row, kind: str) -> Proof:
    """Return the proof of a line; a document's words count as its quote only while nobody changed them."""
    text, kept = row.text("text"), row.text("quote")
    try:
        before = Proof.model_validate_json(f'{{"kind": "{kind}", {kept[1:]}') if kept.startswith("{") else None
        quote = before.quote if before and before.quote and cleaned(before.quote.text) == text else None
        return Proof.model_validate(
            {
                "kind": kind,
                "text": before.text if before and quote else text,
                "link": row.text("link"),
                "page": row.text("page"),
                "quote": quote,
            }
        )
    except ValidationError as error:
        key = "link" if kind == "link" else "text"
        raise CellNotRead(CellFault(row.place(key), text_of("fault_proof"))) from error
