"""fhir/bundle.json: all resources in one collection, each checked and written by its own class."""

import json
from collections.abc import Iterable, Iterator

from fhir.resources.R4B.careplan import CarePlan
from fhir.resources.R4B.domainresource import DomainResource
from fhir.resources.R4B.observation import Observation
from fhir.resources.R4B.patient import Patient
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from api.exports.about import Copy
from api.exports.fhir.codes import Json, urn
from api.exports.fhir.person import care_plan_of, patient_of
from api.exports.fhir.told import observations_of, responses_of
from api.platform.instants import utc_text


def bundle_of(copy: Copy) -> Iterator[str]:
    """Yield the bundle, piece by piece, so that it is never in memory as a whole."""
    head = {"resourceType": "Bundle", "type": "collection", "timestamp": utc_text(copy.made_at)}
    yield json.dumps(head).removesuffix("}") + ', "entry": ['
    for number, (key, resource) in enumerate(_resources(copy)):
        called = json.dumps(urn(key))
        yield f'{"," if number else ""}\n{{"fullUrl": {called}, "resource": {resource}}}'
    yield "\n]}\n"


def _resources(copy: Copy) -> Iterator[tuple[str, str]]:
    """Yield the id of each resource, and the resource as JSON."""
    parts: tuple[tuple[type[DomainResource], Iterable[Json]], ...] = (
        (Patient, [patient_of(copy)]),
        (CarePlan, [care_plan_of(copy)]),
        (QuestionnaireResponse, responses_of(copy)),
        (Observation, observations_of(copy)),
    )
    for kind, contents in parts:
        for content in contents:
            yield content["id"], kind.model_validate(content).model_dump_json()
