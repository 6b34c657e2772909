"""zones that are pinned, phones whose clock disagrees, the fixed zone of a reminder

Revision: 0011, after 0010
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('accounts', sa.Column('timezone_pinned', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('devices', sa.Column('zone_disagrees', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index('ix_devices_disagreeing', 'devices', ['disabled_at'], unique=False, postgresql_where=sa.text('zone_disagrees'), sqlite_where=sa.text('zone_disagrees = 1'))
    op.add_column('reminders', sa.Column('fixed_timezone', sa.Text(), nullable=True))
    # Those that a phone still lists; whatever is planned from now on has it.
    since = datetime.now(UTC).date() - timedelta(days=2)
    op.execute(
        "UPDATE reminders SET fixed_timezone = (SELECT v.fixed_timezone FROM prescription_versions v"
        " WHERE v.prescription_id = reminders.prescription_id AND v.effective_on <= reminders.local_date"
        f" ORDER BY v.number DESC LIMIT 1) WHERE due_at > '{since}' AND prescription_id IN"
        " (SELECT prescription_id FROM prescription_versions WHERE fixed_timezone IS NOT NULL)"
    )


def downgrade() -> None:
    op.drop_column('reminders', 'fixed_timezone')
    op.drop_index('ix_devices_disagreeing', table_name='devices')
    op.drop_column('devices', 'zone_disagrees')
    op.drop_column('accounts', 'timezone_pinned')
