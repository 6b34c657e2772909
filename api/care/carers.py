"""Which clients a therapist sees, and who holds a session: what access and the worker go by."""

from sqlalchemy import func, select

from api.tables import Account, Appointment, CareLink, Client

# To be put on a CareLink that is joined with its Client: who cares for her, be it unseen, and who
# sees her.
CARED_FOR = (CareLink.ended_at.is_(None), Client.discharged_at.is_(None))
IN_CARE = (*CARED_FOR, Client.sharing_withdrawn_at.is_(None))
# Whether, and by whom, it is planned that a client is erased.
ERASURE = (Client.erase_at, Client.erase_asked_at, Client.erase_asked_by)
_SEES_HER = (
    select(Account.id)
    .join(CareLink, CareLink.therapist_id == Account.id)
    .join(Client, Client.id == CareLink.client_id)
    .where(CareLink.client_id == Appointment.client_id, *IN_CARE, Account.deactivated_at.is_(None))
    .order_by(CareLink.created_at.desc(), CareLink.id.desc())
    .limit(1)
    .correlate(Appointment)
)
# Of an appointment in the query around it: who noted it, as long as she sees the client, else who
# took the client over most recently. Null where nobody who works here sees her.
HOLDER = func.coalesce(
    _SEES_HER.where(CareLink.therapist_id == Appointment.therapist_id).scalar_subquery(),
    _SEES_HER.scalar_subquery(),
)
