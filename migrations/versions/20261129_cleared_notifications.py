"""which notifications are to be cleared on phones, since what they are about was done on another

Revision: 0012, after 0011
"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('deliveries', sa.Column('clear_asked_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('deliveries', sa.Column('clear_at', sa.DateTime(timezone=True), nullable=True))
    # Pushes wait while it is built, some seconds for ten million of them; it is empty at first.
    op.create_index(
        'ix_deliveries_clear_at',
        'deliveries',
        ['clear_at'],
        unique=False,
        postgresql_where=sa.text('clear_at IS NOT NULL'),
        sqlite_where=sa.text('clear_at IS NOT NULL'),
    )


def downgrade() -> None:
    op.drop_index('ix_deliveries_clear_at', table_name='deliveries')
    op.drop_column('deliveries', 'clear_at')
    op.drop_column('deliveries', 'clear_asked_at')
