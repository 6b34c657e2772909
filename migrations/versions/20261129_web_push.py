"""a phone may be a browser, which is pushed to through its own push service

Revision: 0022, after 0021
"""

import sqlalchemy as sa
from alembic import op

from migrations.checks import change_check

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

KINDS = "target_kind IN ('token', 'fid')"
SCOPES = "scope IN ('all', 'android', 'ios', 'web')"
CHECKS = (
    ('devices', 'ck_devices_target_kind_known', KINDS, KINDS.replace("'fid'", "'fid', 'web_push'")),
    ('push_holds', 'ck_push_holds_scope_known', SCOPES, SCOPES.replace("'web'", "'web', 'web_push'")),
)


def upgrade() -> None:
    for table, name, old, new in CHECKS:
        change_check(table, name, old, new)
    op.add_column('devices', sa.Column('target_p256dh', sa.Text(), nullable=True))
    op.add_column('devices', sa.Column('target_auth', sa.Text(), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM devices WHERE target_kind = 'web_push'")
    op.execute("DELETE FROM push_holds WHERE scope = 'web_push'")
    op.drop_column('devices', 'target_auth')
    op.drop_column('devices', 'target_p256dh')
    for table, name, old, new in CHECKS:
        change_check(table, name, new, old)
