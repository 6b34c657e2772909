"""when a client's figures are next looked at for alerts, and since when she is back

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('clients', sa.Column('look_again_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('clients', sa.Column('readmitted_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f('ix_clients_look_again_at'), 'clients', ['look_again_at'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_clients_look_again_at'), table_name='clients')
    op.drop_column('clients', 'readmitted_at')
    op.drop_column('clients', 'look_again_at')
