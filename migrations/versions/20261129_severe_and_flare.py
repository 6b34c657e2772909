"""alerts of severe pain and of flares

Revision: 0018, after 0017
"""

from alembic import op

from migrations.checks import change_check

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

BEFORE = "'red_flag', 'exercise_stop', "
AFTER = "'spikes', 'spread', 'worsening', 'not_responding', 'silent', 'reminders_ignored'"
OLD = f'kind IN ({BEFORE}{AFTER})'
NEW = f"kind IN ({BEFORE}'severe', 'flare', {AFTER})"


def upgrade() -> None:
    change_check('alerts', 'ck_alerts_kind_known', OLD, NEW)


def downgrade() -> None:
    op.execute("DELETE FROM alerts WHERE kind IN ('severe', 'flare')")
    change_check('alerts', 'ck_alerts_kind_known', NEW, OLD)
