"""copies of data that people ask for

Revision: 0025, after 0024
"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
UNDER_WAY = sa.text("state IN ('waiting', 'making')")


def upgrade() -> None:
    op.create_table('exports',
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('expires_at', AT, nullable=False),
    sa.Column('claim_token', sa.Uuid(), nullable=True),
    sa.Column('lease_until', AT, nullable=True),
    sa.Column('attempts', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', AT, nullable=False),
    sa.CheckConstraint("(state = 'making') = (claim_token IS NOT NULL)", name=op.f('ck_exports_making_with_token')),
    sa.CheckConstraint("state IN ('waiting', 'making', 'ready', 'failed')", name=op.f('ck_exports_state_known')),
    sa.ForeignKeyConstraint(['asked_by'], ['accounts.id'], name=op.f('fk_exports_asked_by'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_exports_client_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exports'))
    )
    op.create_index(op.f('ix_exports_asked_by'), 'exports', ['asked_by'], unique=False)
    op.create_index('ix_exports_client_id_asked_by', 'exports', ['client_id', 'asked_by'], unique=False)
    op.create_index(op.f('ix_exports_expires_at'), 'exports', ['expires_at'], unique=False)
    op.create_index('uq_exports_under_way', 'exports', ['client_id', 'asked_by'], unique=True, postgresql_where=UNDER_WAY, sqlite_where=UNDER_WAY)
    op.create_table('export_archives',
    sa.Column('export_id', sa.Uuid(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', AT, nullable=False),
    sa.ForeignKeyConstraint(['export_id'], ['exports.id'], name=op.f('fk_export_archives_export_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_export_archives')),
    sa.UniqueConstraint('export_id', name=op.f('uq_export_archives_export_id'))
    )


def downgrade() -> None:
    op.drop_table('export_archives')
    op.drop_table('exports')
