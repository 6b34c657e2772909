"""briefs that were read

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

from sqlalchemy.dialects import postgresql

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('brief_reads',
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('therapist_id', sa.Uuid(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('snapshot', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_brief_reads_client_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['therapist_id'], ['accounts.id'], name=op.f('fk_brief_reads_therapist_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_brief_reads'))
    )
    op.create_index(op.f('ix_brief_reads_client_id_created_at'), 'brief_reads', ['client_id', 'created_at'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_brief_reads_client_id_created_at'), table_name='brief_reads')
    op.drop_table('brief_reads')
