"""clients whose check-ins wait to be looked at for alerts

Revision: 0017, after 0016
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table('alert_looks',
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('due_at', AT, nullable=False),
    sa.Column('map_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', AT, nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_alert_looks_client_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alert_looks')),
    sa.UniqueConstraint('client_id', name=op.f('uq_alert_looks_client_id'))
    )
    op.create_index('ix_alert_looks_due_at', 'alert_looks', ['due_at'], unique=False)


def downgrade() -> None:
    op.drop_table('alert_looks')
