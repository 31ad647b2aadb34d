"""The values that cross from one room to the next. All are frozen; all offsets count characters of the document."""

from assistant.types.answers import Answer, Brief, Citation, Claim, ClaimKind, ProofKind, Section, place_of
from assistant.types.checks import CheckedSentence, CheckedText, ProofAgain, ProofState, Verdict
from assistant.types.documents import (
    FACETS,
    DateSource,
    Document,
    DocumentDate,
    Evidence,
    Facet,
    Facets,
    Hit,
    Passage,
    Sentence,
)
from assistant.types.tables import Cell, Figure, Qualifier, Scale, TableRow, row_line

__all__ = [
    "FACETS",
    "Answer",
    "Brief",
    "Cell",
    "CheckedSentence",
    "CheckedText",
    "Citation",
    "Claim",
    "ClaimKind",
    "DateSource",
    "Document",
    "DocumentDate",
    "Evidence",
    "Facet",
    "Facets",
    "Figure",
    "Hit",
    "Passage",
    "ProofAgain",
    "ProofKind",
    "ProofState",
    "Qualifier",
    "Scale",
    "Section",
    "Sentence",
    "TableRow",
    "Verdict",
    "place_of",
    "row_line",
]
