"""The field types, by the word a campaign uses for them."""

from collections.abc import Mapping

from core.domain.fieldtypes.choices import Choice, YesNo
from core.domain.fieldtypes.persons import People
from core.domain.fieldtypes.places import Industry, Unit
from core.domain.fieldtypes.sealed import Paper, codes
from core.domain.fieldtypes.shape import NOTHING, FieldType, File, Known, Letter, is_blank
from core.domain.fieldtypes.stored import Bank, Files
from core.domain.fieldtypes.texts import Paragraph, Phone, Text

TYPES: Mapping[str, FieldType] = {
    kind.key: kind()
    for kind in (Text, Paragraph, Phone, Choice, YesNo, People, Unit, Industry, Files, Bank, Paper)
}

__all__ = ["NOTHING", "TYPES", "FieldType", "File", "Known", "Letter", "codes", "is_blank"]
