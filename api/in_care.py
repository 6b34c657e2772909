"""Which clients a therapist sees: the one condition that access and the worker go by."""

from api.models import CareLink, Client

# To be put on a CareLink that is joined with its Client.
IN_CARE = (
    CareLink.ended_at.is_(None),
    Client.discharged_at.is_(None),
    Client.sharing_withdrawn_at.is_(None),
)
