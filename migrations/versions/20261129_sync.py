"""what phones were given, and what they set themselves

Revision: 0021, after 0020
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.checks import change_check

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')
REASONS = ('done', 'excused', 'paused', 'safety', 'quiet_hours', 'no_device', 'backoff', 'grouped',
           'cap', 'stopped', 'discharged', 'plan_changed', 'expired', 'unknown',
           'not_accepted_in_time', 'refused', 'target_dead')
KINDS = ('check_ins', 'weekly_check_ins', 'logs', 'feedback')
STATES = ('dispatching', 'accepted', 'retry', 'dead', 'refused', 'unknown')


def known(column: str, values: tuple[str, ...]) -> str:
    codes = ', '.join(f"'{value}'" for value in values)
    return f'{column} IN ({codes})'


CHECKS = (
    ('reminders', 'ck_reminders_reason_known', known('reason', REASONS),
     known('reason', (*REASONS[:8], 'on_phone', *REASONS[8:]))),
    ('deliveries', 'ck_deliveries_state_known', known('state', STATES),
     known('state', (*STATES, 'local'))),
    ('earlier_uploads', 'ck_earlier_uploads_kind_known', known('kind', KINDS),
     known('kind', (*KINDS, 'excused_names', 'told_preferences'))),
)


def told() -> tuple[sa.Column, ...]:
    return (
        sa.Column('sign_in_id', sa.Uuid(), nullable=True),
        sa.Column('recorded_at', AT, nullable=False),
        sa.Column('ordered_at', AT, nullable=False),
        sa.Column('digest', sa.Text(), nullable=False),
        sa.Column('received_at', AT, nullable=False),
    )


def upgrade() -> None:
    op.create_table('phone_views',
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('sign_in_id', sa.Uuid(), nullable=False),
    sa.Column('given', JSON, nullable=False),
    sa.Column('expires_at', AT, nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', AT, nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_phone_views_client_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['sign_in_id'], ['sign_ins.id'], name=op.f('fk_phone_views_sign_in_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_phone_views'))
    )
    op.create_index('ix_phone_views_client_id_sign_in_id', 'phone_views', ['client_id', 'sign_in_id'], unique=False)
    op.create_index(op.f('ix_phone_views_sign_in_id'), 'phone_views', ['sign_in_id'], unique=False)
    op.create_index(op.f('ix_phone_views_expires_at'), 'phone_views', ['expires_at'], unique=False)
    op.create_table('excused_names',
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('period_id', sa.Uuid(), nullable=True),
    sa.Column('from_on', sa.Text(), nullable=True),
    sa.Column('to_on', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('undone', sa.Boolean(), server_default=sa.false(), nullable=False),
    *told(),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', AT, nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_excused_names_client_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_excused_names'))
    )
    op.create_index('ix_excused_names_client_id', 'excused_names', ['client_id'], unique=False)
    op.create_table('told_preferences',
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('value', JSON, nullable=False),
    *told(),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', AT, nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_told_preferences_client_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_told_preferences')),
    sa.UniqueConstraint('client_id', 'name', name=op.f('uq_told_preferences_client_id_name'))
    )
    op.create_table('local_notices',
    sa.Column('device_id', sa.Uuid(), nullable=False),
    sa.Column('reminder_id', sa.Uuid(), nullable=False),
    sa.Column('due_at', AT, nullable=False),
    sa.Column('is_set', sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', AT, nullable=False),
    sa.ForeignKeyConstraint(['device_id'], ['devices.id'], name=op.f('fk_local_notices_device_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_local_notices')),
    sa.UniqueConstraint('reminder_id', 'device_id', name=op.f('uq_local_notices_reminder_id_device_id'))
    )
    op.create_index(op.f('ix_local_notices_due_at'), 'local_notices', ['due_at'], unique=False)
    op.create_index('ix_local_notices_device_id_due_at', 'local_notices', ['device_id', 'due_at'], unique=False)
    op.add_column('logs', sa.Column('shown_at', AT, nullable=True))
    op.create_index('ix_logs_shown', 'logs', ['client_id'], unique=False, postgresql_where=sa.text('shown_at IS NOT NULL'), sqlite_where=sa.text('shown_at IS NOT NULL'))
    for check in CHECKS:
        change_check(*check)


def downgrade() -> None:
    op.execute("DELETE FROM deliveries WHERE state = 'local'")
    op.execute("DELETE FROM earlier_uploads WHERE kind IN ('excused_names', 'told_preferences')")
    op.execute("UPDATE reminders SET reason = 'no_device' WHERE reason = 'on_phone'")
    for table, name, old, new in CHECKS:
        change_check(table, name, new, old)
    op.drop_index('ix_logs_shown', table_name='logs')
    op.drop_column('logs', 'shown_at')
    op.drop_table('local_notices')
    op.drop_table('told_preferences')
    op.drop_table('excused_names')
    op.drop_table('phone_views')
