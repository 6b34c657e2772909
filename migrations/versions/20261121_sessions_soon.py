"""the sessions that begin soon, found by an index

Revision: 0008, after 0007
"""

from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Appointments are read meanwhile; who writes one waits, some seconds for ten million of them.
    op.create_index('ix_appointments_starts_at', 'appointments', ['starts_at'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_appointments_starts_at', table_name='appointments')
