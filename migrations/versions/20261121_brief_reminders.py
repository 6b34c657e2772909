"""therapists are reminded that a brief is ready, as long before a session as each chooses

Revision: 0006, after 0005
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from migrations.checks import change_check

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

OLD_SOURCES = "source IN ('prescription', 'nudge', 'check_in', 'snooze', 'test')"
SOURCES = OLD_SOURCES.replace("'test'", "'test', 'brief'")
# Table, name of the check, what it was and what it becomes; '' where there is none.
CHECKS = (
    ('accounts', 'ck_accounts_brief_lead_min_range', '', 'brief_lead_min BETWEEN 5 AND 1440'),
    ('reminders', 'ck_reminders_source_known', OLD_SOURCES, SOURCES),
)


def upgrade() -> None:
    op.add_column('accounts', sa.Column('brief_lead_min', sa.Integer(), server_default='60', nullable=True))
    for table, name, old, new in CHECKS:
        change_check(table, name, old, new)
    # The planner visits whoever is not planned, and then makes the reminders of her briefs, too.
    op.execute(
        "UPDATE clients SET planned_until = NULL WHERE id IN ("
        "SELECT client_id FROM appointments WHERE status = 'planned'"
        f" AND starts_at > '{datetime.now(UTC).date()}')"
    )


def downgrade() -> None:
    op.execute("DELETE FROM reminders WHERE source = 'brief'")
    for table, name, old, new in reversed(CHECKS):
        change_check(table, name, new, old)
    op.drop_column('accounts', 'brief_lead_min')
