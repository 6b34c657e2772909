"""The systems that codes are of, and how a code, a reference and an amount are written."""

from typing import Any
from uuid import UUID, uuid5

Json = dict[str, Any]
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
# What has no code of a standard is coded by the names of the API.
OURS = "urn:carryover"
PAIN, SLEEP = "72514-3", "93832-4"
PAIN_WORDS = "Pain severity - 0-10 verbal numeric rating [Score] - Reported"
SLEEP_WORDS = "Sleep duration"


def coding(system: str, code: str, display: str | None = None) -> Json:
    """Return a code of a system."""
    return {"system": system, "code": code} | ({"display": display} if display else {})


def ours(group: str, code: str, display: str | None = None) -> Json:
    """Return a code of ours."""
    return coding(f"{OURS}:{group}", code, display)


def urn(id: str) -> str:
    """Return what a resource of the bundle is called by the others."""
    return f"urn:uuid:{id}"


def refers_to(id: str) -> Json:
    """Return a reference to a resource of the bundle."""
    return {"reference": urn(id)}


def id_of(whose: str, what: str) -> str:
    """Return the id of what is made of a row: the same in every copy."""
    return str(uuid5(UUID(whose), what))


def amount(value: float, unit: str) -> Json:
    """Return an amount in a unit of UCUM."""
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}
