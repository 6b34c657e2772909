"""which phone said what; what does not hold is kept for all uploads; check-ins that are taken back

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.checks import change_check

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

UPLOADS = ('check_ins', 'weekly_check_ins', 'logs', 'feedback')
CHECK_INS = ('check_ins', 'weekly_check_ins')
# What a check-in has to say something of, to be answered: any of these, or a note that is not blank.
ANSWERS = {
    'check_ins': ('pain_average', 'pain_worst', 'sleep_quality', 'sleep_hours', 'stress', 'pain_medicine', 'impact'),
    'weekly_check_ins': ('energy', 'days_in_bed', 'pain_interference', 'enjoyment', 'overall_change'),
}
LISTS = {'check_ins': ('body_map', 'red_flags'), 'weekly_check_ins': ()}
# A newer phone may excuse days for a reason that is not known here.
EXCUSED = ('excused_periods', 'ck_excused_periods_reason_known', "reason IN ('sick', 'holiday', 'other')", '')
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')
AT = sa.DateTime(timezone=True)
TOLD = 'recorded_at, ordered_at, digest, received_at'
KEEP_EDITS = f"""
INSERT INTO earlier_uploads (id, created_at, client_id, kind, subject_id, answers, {TOLD})
SELECT e.id, e.created_at, e.client_id, 'check_ins', c.id, e.answers,
       e.recorded_at, e.ordered_at, e.digest, e.received_at
FROM check_in_edits AS e
JOIN check_ins AS c ON c.client_id = e.client_id AND c.on_date = e.on_date
"""
KEEP_UNDOS = f"""
INSERT INTO earlier_uploads (id, created_at, client_id, kind, subject_id, {TOLD})
SELECT id, created_at, client_id, 'logs', id, undone_at, undone_at, '~', created_at
FROM log_aliases
WHERE log_id IS NULL AND undone_at IS NOT NULL
"""
RESTORE_EDITS = f"""
INSERT INTO check_in_edits (id, created_at, client_id, on_date, answers, {TOLD})
SELECT e.id, e.created_at, e.client_id, c.on_date, e.answers,
       e.recorded_at, e.ordered_at, e.digest, e.received_at
FROM earlier_uploads AS e
JOIN check_ins AS c ON c.id = e.subject_id
WHERE e.kind = 'check_ins' AND e.answers IS NOT NULL
  AND NOT EXISTS (
    SELECT 1 FROM earlier_uploads AS same
    WHERE same.subject_id = e.subject_id AND same.kind = e.kind AND same.digest = e.digest
      AND same.ordered_at = e.ordered_at AND same.id < e.id
  )
"""
RESTORE_UNDOS = """
UPDATE log_aliases SET undone_at = (
  SELECT MAX(e.ordered_at) FROM earlier_uploads AS e
  WHERE e.kind = 'logs' AND e.subject_id = log_aliases.id AND e.answers IS NULL
) WHERE log_id IS NULL
"""


def guard(table: str) -> None:
    """Have the database refuse to change what is history."""
    name = f'{table}_refuse_update'
    if op.get_context().dialect.name == 'postgresql':
        op.execute(
            f'CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()'
        )
    else:
        op.execute(
            f'CREATE TRIGGER {name} BEFORE UPDATE ON {table} '
            f"BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"
        )


def upgrade() -> None:
    op.create_table('earlier_uploads',
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('answers', JSON, nullable=True),
    sa.Column('sign_in_id', sa.Uuid(), nullable=True),
    sa.Column('recorded_at', AT, nullable=False),
    sa.Column('ordered_at', AT, nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('received_at', AT, nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', AT, nullable=False),
    sa.CheckConstraint("kind IN ('check_ins', 'weekly_check_ins', 'logs', 'feedback')", name=op.f('ck_earlier_uploads_kind_known')),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_earlier_uploads_client_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_earlier_uploads'))
    )
    op.create_index('ix_earlier_uploads_client_id_subject_id', 'earlier_uploads', ['client_id', 'subject_id'], unique=False)
    for table in UPLOADS:
        op.add_column(table, sa.Column('sign_in_id', sa.Uuid(), nullable=True))
    for table in CHECK_INS:
        op.add_column(table, sa.Column('undone', sa.Boolean(), server_default=sa.false(), nullable=False))
        op.add_column(table, sa.Column('answered', sa.Boolean(), server_default=sa.false(), nullable=False))
        says = [f'{name} IS NOT NULL' for name in ANSWERS[table]]
        says += [f"CAST({name} AS TEXT) <> '[]'" for name in LISTS[table]]
        op.execute(f"UPDATE {table} SET answered = true WHERE {' OR '.join(says)} OR TRIM(note) <> ''")
    op.execute(KEEP_EDITS)
    op.execute(KEEP_UNDOS)
    change_check(*EXCUSED)
    guard('earlier_uploads')
    op.execute('-- squawk-ignore ban-drop-table\nDROP TABLE check_in_edits')
    op.execute('-- squawk-ignore ban-drop-column\nALTER TABLE log_aliases DROP COLUMN undone_at')


def downgrade() -> None:
    table, name, old, new = EXCUSED
    op.execute(f"UPDATE {table} SET reason = 'other' WHERE NOT ({old})")
    change_check(table, name, new, old)
    op.add_column('log_aliases', sa.Column('undone_at', AT, nullable=True))
    op.execute(RESTORE_UNDOS)
    op.create_table('check_in_edits',
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('answers', JSON, nullable=False),
    sa.Column('recorded_at', AT, nullable=False),
    sa.Column('ordered_at', AT, nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('received_at', AT, nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', AT, nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_check_in_edits_client_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_in_edits')),
    sa.UniqueConstraint('client_id', 'on_date', 'ordered_at', 'digest', name=op.f('uq_check_in_edits_client_id_on_date_ordered_at_digest'))
    )
    op.execute(RESTORE_EDITS)
    guard('check_in_edits')
    op.drop_table('earlier_uploads')
    for table in CHECK_INS:
        op.execute(f'DELETE FROM {table} WHERE undone')
        op.drop_column(table, 'answered')
        op.drop_column(table, 'undone')
    for table in UPLOADS:
        op.drop_column(table, 'sign_in_id')
