"""answers kept for requests that are sent again, and stops that were taken back

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('prescriptions', sa.Column('back_unread', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table('kept_answers',
    sa.Column('key_hash', sa.Text(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=True),
    sa.Column('sign_in_id', sa.Uuid(), nullable=True),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_kept_answers_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_kept_answers_client_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['sign_in_id'], ['sign_ins.id'], name=op.f('fk_kept_answers_sign_in_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_answers')),
    sa.UniqueConstraint('key_hash', name=op.f('uq_kept_answers_key_hash'))
    )
    op.create_index(op.f('ix_kept_answers_account_id'), 'kept_answers', ['account_id'], unique=False)
    op.create_index(op.f('ix_kept_answers_client_id'), 'kept_answers', ['client_id'], unique=False)
    op.create_index(op.f('ix_kept_answers_sign_in_id'), 'kept_answers', ['sign_in_id'], unique=False)
    op.create_index(op.f('ix_kept_answers_expires_at'), 'kept_answers', ['expires_at'], unique=False)


def downgrade() -> None:
    op.drop_table('kept_answers')
    op.drop_column('prescriptions', 'back_unread')
