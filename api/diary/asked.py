"""What asked for the slot of a log: an item of her plan, in its version of that date."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from api.care.plans import CarePlan
from api.diary.logs import LogIn, require_answer_of
from api.platform.http.errors import Invalid
from api.rules.plan.owed import calendar_of
from api.rules.plan.plans import Key, Plan, stages
from api.rules.plan.schedules import Slot, duty_slots
from api.rules.uploads import Upload
from api.tables import PrescriptionVersion


@dataclass(frozen=True, slots=True)
class Asked:
    """A client's plan, asked for slots of some dates: what an item had is computed once for all."""

    care: CarePlan
    from_on: date
    to_on: date
    _known: dict[tuple[UUID, int], dict[Key, Slot]] = field(default_factory=dict)

    def version(self, body: LogIn, upload: Upload) -> PrescriptionVersion:
        """Return the version that asked for a slot, by the plan as it is or as it ever was.

        Refuses one that the plan never had on that date, or that comes too late. A phone without a
        network shows the plan that it last heard of. What was done by it is kept and can stop the
        exercise, though it counts only where the plan still asks for it.
        """
        found = self.care.item(body.prescription_id)
        if found is None:
            raise Invalid("/prescription_id", "unknown_prescription", "You have no such item.")
        row, plan = found
        require_answer_of(row.kind, body)
        stage, slot = self._slot(plan, (body.local_date, body.slot))
        history = self.care.history
        calendar = history if slot is None else calendar_of(stage, history, slot)
        refused = upload.refused_for(body.local_date, calendar)
        if refused:
            raise Invalid("/local_date", refused, "This date cannot be logged now.")
        if slot is None:
            raise Invalid("/slot", "not_a_slot_of_this_date", "Nothing is due then.")
        return row.versions[slot.version - 1]

    def _slot(self, plan: Plan, key: Key) -> tuple[Plan, Slot | None]:
        for number, stage in enumerate((plan, *stages(plan))):
            slots = self._known.get((plan.prescription_id, number))
            if slots is None:
                found = duty_slots(stage, self.care.history, self.from_on, self.to_on)
                slots = {(slot.local_date, slot.slot): slot for slot in found}
                self._known[plan.prescription_id, number] = slots
            if key in slots:
                return stage, slots[key]
        return plan, None
