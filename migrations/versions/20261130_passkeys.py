"""passkeys of therapists, and the challenges that they answered

Revision: 0028, after 0027
"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
BROWSERS = "family IN ('edge', 'opera', 'firefox', 'chrome', 'safari', 'other')"
SYSTEMS = "system IN ('ios', 'android', 'windows', 'macos', 'linux', 'other')"


def upgrade() -> None:
    op.create_table('passkeys',
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('credential_id', sa.Text(), nullable=False),
    sa.Column('public_key', sa.Text(), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('family', sa.Text(), nullable=False),
    sa.Column('system', sa.Text(), nullable=False),
    sa.Column('last_used_at', AT, nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', AT, nullable=False),
    sa.CheckConstraint(BROWSERS, name=op.f('ck_passkeys_family_known')),
    sa.CheckConstraint(SYSTEMS, name=op.f('ck_passkeys_system_known')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_passkeys_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkeys')),
    sa.UniqueConstraint('credential_id', name=op.f('uq_passkeys_credential_id'))
    )
    op.create_index(op.f('ix_passkeys_account_id'), 'passkeys', ['account_id'], unique=False)
    op.create_table('spent_challenges',
    sa.Column('challenge_hash', sa.Text(), nullable=False),
    sa.Column('expires_at', AT, nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', AT, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_spent_challenges')),
    sa.UniqueConstraint('challenge_hash', name=op.f('uq_spent_challenges_challenge_hash'))
    )
    op.create_index(op.f('ix_spent_challenges_expires_at'), 'spent_challenges', ['expires_at'], unique=False)


def downgrade() -> None:
    op.drop_table('spent_challenges')
    op.drop_table('passkeys')
