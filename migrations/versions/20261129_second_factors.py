"""second factors and the browsers people sign in with

Revision: 0024, after 0023
"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
BROWSERS = "family IN ('edge', 'opera', 'firefox', 'chrome', 'safari', 'other')"
SYSTEMS = "system IN ('ios', 'android', 'windows', 'macos', 'linux', 'other')"


def upgrade() -> None:
    op.create_table('second_factors',
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.Column('confirmed_at', AT, nullable=True),
    sa.Column('last_step', sa.BigInteger(), nullable=True),
    sa.Column('wrong_in_a_row', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('held_until', AT, nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', AT, nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_second_factors_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_second_factors')),
    sa.UniqueConstraint('account_id', name=op.f('uq_second_factors_account_id'))
    )
    op.create_table('recovery_codes',
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('code_hash', sa.Text(), nullable=False),
    sa.Column('used_at', AT, nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', AT, nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_recovery_codes_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_codes')),
    sa.UniqueConstraint('account_id', 'code_hash', name=op.f('uq_recovery_codes_account_id_code_hash'))
    )
    op.create_table('browsers',
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('family', sa.Text(), nullable=False),
    sa.Column('system', sa.Text(), nullable=False),
    sa.Column('seen_at', AT, nullable=False),
    sa.Column('told_until', AT, nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', AT, nullable=False),
    sa.CheckConstraint(BROWSERS, name=op.f('ck_browsers_family_known')),
    sa.CheckConstraint(SYSTEMS, name=op.f('ck_browsers_system_known')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_browsers_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_browsers')),
    sa.UniqueConstraint('account_id', 'token_hash', name=op.f('uq_browsers_account_id_token_hash'))
    )
    op.create_index(op.f('ix_browsers_seen_at'), 'browsers', ['seen_at'], unique=False)
    op.add_column('sign_ins', sa.Column('browser_id', sa.Uuid(), nullable=True))
    op.add_column('practices', sa.Column('admins_need_second_factor', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column('practices', 'admins_need_second_factor')
    op.drop_column('sign_ins', 'browser_id')
    op.drop_table('browsers')
    op.drop_table('recovery_codes')
    op.drop_table('second_factors')
