"""how long before a session a therapist is told that its brief is ready

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

from migrations.checks import change_check

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

# Table, name of the check, what it was (there was none) and what it becomes.
CHECK = ('accounts', 'ck_accounts_brief_lead_min_range', '', 'brief_lead_min BETWEEN 5 AND 1440')


def upgrade() -> None:
    op.add_column('accounts', sa.Column('brief_lead_min', sa.Integer(), server_default='60', nullable=True))
    change_check(*CHECK)


def downgrade() -> None:
    table, name, old, new = CHECK
    change_check(table, name, new, old)
    op.drop_column('accounts', 'brief_lead_min')
