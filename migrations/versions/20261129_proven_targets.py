"""a target that another holds is proven; a person's other phones are told of a sign-in

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op

from migrations.checks import change_check

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

OLD_SOURCES = "source IN ('prescription', 'nudge', 'check_in', 'snooze', 'test', 'brief')"
SOURCES = OLD_SOURCES.replace("'brief'", "'brief', 'proof', 'sign_in'")
NAME = 'ck_reminders_source_known'


def upgrade() -> None:
    # First: readers of the reminders wait while all are checked, and nobody is to wait for a phone.
    change_check('reminders', NAME, OLD_SOURCES, SOURCES)
    op.add_column('devices', sa.Column('proof_hash', sa.Text(), nullable=True))
    op.add_column('devices', sa.Column('proof_expires_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('devices', sa.Column('proof_tries', sa.Integer(), server_default=sa.text('0'), nullable=False))


def downgrade() -> None:
    op.execute("DELETE FROM reminders WHERE source IN ('proof', 'sign_in')")
    op.drop_column('devices', 'proof_tries')
    op.drop_column('devices', 'proof_expires_at')
    op.drop_column('devices', 'proof_hash')
    change_check('reminders', NAME, SOURCES, OLD_SOURCES)
