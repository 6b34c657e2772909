"""goals in the client's words, her weekly ratings of them, and a reminder of the weekly check-in

Revision: 0020, after 0019
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.checks import change_check

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')
SOURCE = 'ck_reminders_source_known'
OLD = "source IN ('prescription', 'nudge', 'check_in', 'snooze', 'test', 'brief', 'proof', 'sign_in')"
NEW = OLD.replace("'check_in'", "'check_in', 'weekly_check_in'")
# What a week says besides goals: without any of it, and not blank, it was not answered.
ELSE = ('energy', 'days_in_bed', 'pain_interference', 'enjoyment', 'overall_change')
UNANSWERED = ' AND '.join((*(f'{name} IS NULL' for name in ELSE), "TRIM(COALESCE(note, '')) = ''"))


def upgrade() -> None:
    op.create_table('goals',
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('set_on', sa.Date(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('earlier_texts', JSON, nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('active', 'reached', 'ended')", name=op.f('ck_goals_state_known')),
    sa.CheckConstraint("(state = 'active') = (ended_on IS NULL)", name=op.f('ck_goals_active_without_end')),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_goals_client_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['created_by'], ['accounts.id'], name=op.f('fk_goals_created_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_goals'))
    )
    op.create_index(op.f('ix_goals_client_id'), 'goals', ['client_id'], unique=False)
    op.add_column('weekly_check_ins', sa.Column('goals', JSON, server_default=sa.text("'[]'"), nullable=False))
    change_check('reminders', SOURCE, OLD, NEW)


def downgrade() -> None:
    # A snooze bears the slot of what it puts off.
    op.execute("DELETE FROM reminders WHERE slot = 'weekly_check_in'")
    change_check('reminders', SOURCE, NEW, OLD)
    op.execute(f'UPDATE weekly_check_ins SET answered = false WHERE {UNANSWERED}')
    op.drop_column('weekly_check_ins', 'goals')
    op.drop_table('goals')
