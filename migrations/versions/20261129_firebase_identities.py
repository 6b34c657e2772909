"""which user of Firebase signs in as whom

Revision: 0023, after 0022
"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('firebase_identities',
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('user_hash', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_firebase_identities_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_firebase_identities')),
    sa.UniqueConstraint('account_id', name=op.f('uq_firebase_identities_account_id')),
    sa.UniqueConstraint('user_hash', name=op.f('uq_firebase_identities_user_hash'))
    )


def downgrade() -> None:
    op.drop_table('firebase_identities')
