"""erasures, asked for and carried out; how long a practice keeps; which text was consented to

Revision: 0027, after 0026
"""

import sqlalchemy as sa
from alembic import op

from migrations.checks import change_check

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
PURPOSE = 'ck_one_time_codes_purpose_known'
OLD = "purpose IN ('invite', 'password_reset')"
NEW = "purpose IN ('invite', 'password_reset', 'keep_account')"
BY = ('clients', 'ck_clients_erase_asked_by_known', "erase_asked_by IN ('client', 'practice', 'retention')")
WHOLE = (
    'clients',
    'ck_clients_erasure_whole',
    '(erase_at IS NULL) = (erase_asked_at IS NULL) AND (erase_at IS NULL) = (erase_asked_by IS NULL)',
)
MONTHS = ('practices', 'ck_practices_retention_months_range', 'retention_months BETWEEN 1 AND 360')
PLANNED = sa.text('erase_at IS NOT NULL')


def upgrade() -> None:
    op.create_table('erasures',
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', AT, nullable=False),
    sa.ForeignKeyConstraint(['practice_id'], ['practices.id'], name=op.f('fk_erasures_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasures'))
    )
    op.create_index('ix_erasures_practice_id', 'erasures', ['practice_id'], unique=False)
    op.add_column('clients', sa.Column('erase_at', AT, nullable=True))
    op.add_column('clients', sa.Column('erase_asked_at', AT, nullable=True))
    op.add_column('clients', sa.Column('erase_asked_by', sa.Text(), nullable=True))
    op.add_column('practices', sa.Column('retention_months', sa.Integer(), nullable=True))
    op.add_column('consents', sa.Column('text_version', sa.Integer(), nullable=True))
    op.add_column('consents', sa.Column('text_language', sa.Text(), nullable=True))
    for table, name, condition in (BY, WHOLE, MONTHS):
        change_check(table, name, '', condition)
    change_check('one_time_codes', PURPOSE, OLD, NEW)
    op.create_index(
        'ix_clients_erase_at', 'clients', ['erase_at'], postgresql_where=PLANNED, sqlite_where=PLANNED
    )


def downgrade() -> None:
    op.drop_index('ix_clients_erase_at', table_name='clients')
    op.execute("DELETE FROM one_time_codes WHERE purpose = 'keep_account'")
    change_check('one_time_codes', PURPOSE, NEW, OLD)
    for table, name, condition in (MONTHS, WHOLE, BY):
        change_check(table, name, condition, '')
    op.drop_column('consents', 'text_language')
    op.drop_column('consents', 'text_version')
    op.drop_column('practices', 'retention_months')
    op.drop_column('clients', 'erase_asked_by')
    op.drop_column('clients', 'erase_asked_at')
    op.drop_column('clients', 'erase_at')
    op.drop_table('erasures')
