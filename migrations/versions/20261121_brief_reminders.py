"""therapists are reminded that a brief is ready

Apart from the column that accounts get for it: here readers of the reminders wait while all of
them are checked, and nobody is to wait for an account meanwhile.

Revision: 0007, after 0006
"""

from alembic import op

from migrations.checks import change_check

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

OLD_SOURCES = "source IN ('prescription', 'nudge', 'check_in', 'snooze', 'test')"
SOURCES = OLD_SOURCES.replace("'test'", "'test', 'brief'")
NAME = 'ck_reminders_source_known'


def upgrade() -> None:
    change_check('reminders', NAME, OLD_SOURCES, SOURCES)


def downgrade() -> None:
    op.execute("DELETE FROM reminders WHERE source = 'brief'")
    change_check('reminders', NAME, SOURCES, OLD_SOURCES)
