"""reminders of check-ins and snoozes, counts by date, holds, receipts of dismissal

Revision: 0003, after 0002
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

from migrations.checks import change_check

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

OLD_KINDS = "kind IN ('red_flag', 'exercise_stop', 'spikes', 'spread', 'worsening', 'not_responding', 'silent')"
KINDS = OLD_KINDS.replace("'silent'", "'silent', 'reminders_ignored'")
OLD_SOURCES = "source IN ('prescription', 'test')"
SOURCES = "source IN ('prescription', 'nudge', 'check_in', 'snooze', 'test')"
OLD_SUBJECT = "(source = 'prescription') = (prescription_id IS NOT NULL)"
SUBJECT = "source = 'snooze' OR (source IN ('prescription', 'nudge')) = (prescription_id IS NOT NULL)"
REASONS = (
    "reason IN ('done', 'excused', 'paused', 'safety', 'quiet_hours', 'no_device', 'backoff', 'grouped', 'cap', "
    "'stopped', 'discharged', 'plan_changed', 'expired', 'unknown', 'not_accepted_in_time', 'refused', 'target_dead')"
)
# Table, name of the check, what it was and what it becomes; '' where there is none.
CHECKS = (
    ('alerts', 'ck_alerts_kind_known', OLD_KINDS, KINDS),
    ('reminders', 'ck_reminders_source_known', OLD_SOURCES, SOURCES),
    ('reminders', 'ck_reminders_source_has_subject', OLD_SUBJECT, SUBJECT),
    ('reminders', 'ck_reminders_reason_known', '', REASONS),
)


def upgrade() -> None:
    op.create_table('push_holds',
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('until_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("scope IN ('all', 'android', 'ios', 'web')", name=op.f('ck_push_holds_scope_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_push_holds')),
    sa.UniqueConstraint('scope', name=op.f('uq_push_holds_scope'))
    )
    op.create_table('reminder_days',
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('sent', sa.Integer(), nullable=False),
    sa.Column('unanswered', sa.Integer(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_reminder_days_client_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder_days')),
    sa.UniqueConstraint('client_id', 'on_date', name=op.f('uq_reminder_days_client_id_on_date'))
    )
    op.add_column('deliveries', sa.Column('dismissed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('reminders', sa.Column('counted_on', sa.Date(), nullable=True))
    for table, name, old, new in CHECKS:
        change_check(table, name, old, new)
    # As far back as anything but the ledger's label looks, since the table is locked meanwhile.
    since = datetime.now(UTC).date() - timedelta(days=15)
    op.execute(
        f"UPDATE reminders SET source = 'nudge' WHERE source = 'prescription' AND due_at > '{since}'"
        " AND prescription_id IN (SELECT id FROM prescriptions WHERE kind = 'habit')"
    )


def downgrade() -> None:
    op.execute("DELETE FROM alerts WHERE kind = 'reminders_ignored'")
    op.execute("DELETE FROM reminders WHERE source IN ('check_in', 'snooze')")
    op.execute("UPDATE reminders SET source = 'prescription' WHERE source = 'nudge'")
    for table, name, old, new in reversed(CHECKS):
        change_check(table, name, new, old)
    op.drop_column('reminders', 'counted_on')
    op.drop_column('deliveries', 'dismissed_at')
    op.drop_table('reminder_days')
    op.drop_table('push_holds')
