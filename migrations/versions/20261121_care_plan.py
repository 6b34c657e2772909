"""care plan: episodes, intake, safety, consent; what is history can no longer be changed

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None
# Rows that are written once. A later batch migration that rebuilds one of these tables on SQLite
# has to make its triggers anew.
HISTORY = {
    'audit_events': ('UPDATE', 'DELETE'),
    'check_in_edits': ('UPDATE',),
    'consents': ('UPDATE',),
    'intakes': ('UPDATE',),
    'prescription_versions': ('UPDATE',),
    'safety_events': ('UPDATE',),
}


def guard_history() -> None:
    """Have the database refuse to change what is history."""
    if op.get_context().dialect.name == 'postgresql':
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is never changed', TG_TABLE_NAME; END $$"
        )
    for table, deeds in HISTORY.items():
        for deed in deeds:
            name = f'{table}_refuse_{deed.lower()}'
            if op.get_context().dialect.name == 'postgresql':
                op.execute(
                    f'CREATE TRIGGER {name} BEFORE {deed} ON {table} '
                    'FOR EACH ROW EXECUTE FUNCTION refuse_change()'
                )
            else:
                op.execute(
                    f'CREATE TRIGGER {name} BEFORE {deed} ON {table} '
                    f"BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"
                )


def unguard_history() -> None:
    """Let the tables be as they were before."""
    is_postgresql = op.get_context().dialect.name == 'postgresql'
    for table, deeds in HISTORY.items():
        for deed in deeds:
            on = f' ON {table}' if is_postgresql else ''
            op.execute(f'DROP TRIGGER {table}_refuse_{deed.lower()}{on}')
    if is_postgresql:
        op.execute('DROP FUNCTION refuse_change()')


def upgrade() -> None:
    op.create_table('alerts',
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('evidence', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('evidence_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('acknowledged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('acknowledged_by', sa.Uuid(), nullable=True),
    sa.Column('useful', sa.Boolean(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('red_flag', 'exercise_stop', 'spikes', 'spread', 'worsening', 'not_responding', 'silent')", name=op.f('ck_alerts_kind_known')),
    sa.CheckConstraint('(acknowledged_at IS NULL) = (acknowledged_by IS NULL)', name=op.f('ck_alerts_acknowledged_by_someone')),
    sa.ForeignKeyConstraint(['acknowledged_by'], ['accounts.id'], name=op.f('fk_alerts_acknowledged_by')),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_alerts_client_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts'))
    )
    with op.batch_alter_table('alerts', schema=None) as batch_op:
        batch_op.create_index('ix_alerts_client_id', ['client_id'], unique=False)
        batch_op.create_index('uq_alerts_open', ['client_id', 'kind'], unique=True, postgresql_where=sa.text('acknowledged_at IS NULL'), sqlite_where=sa.text('acknowledged_at IS NULL'))

    op.create_table('check_in_edits',
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('answers', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ordered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_check_in_edits_client_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_in_edits')),
    sa.UniqueConstraint('client_id', 'on_date', 'ordered_at', 'digest', name=op.f('uq_check_in_edits_client_id_on_date_ordered_at_digest'))
    )
    op.create_table('consents',
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('granted', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('share_with_therapist')", name=op.f('ck_consents_kind_known')),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_consents_client_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consents'))
    )
    with op.batch_alter_table('consents', schema=None) as batch_op:
        batch_op.create_index('ix_consents_client_id_kind', ['client_id', 'kind'], unique=False)

    op.create_table('episodes',
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('planned_sessions', sa.Integer(), nullable=False),
    sa.Column('planned_weeks', sa.Integer(), nullable=False),
    sa.Column('conditions', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('planned_sessions BETWEEN 1 AND 50', name=op.f('ck_episodes_planned_sessions_range')),
    sa.CheckConstraint('planned_weeks BETWEEN 1 AND 52', name=op.f('ck_episodes_planned_weeks_range')),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_episodes_client_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['created_by'], ['accounts.id'], name=op.f('fk_episodes_created_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_episodes')),
    sa.UniqueConstraint('client_id', 'starts_on', name=op.f('uq_episodes_client_id_starts_on'))
    )
    op.create_table('excused_periods',
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("reason IN ('sick', 'holiday', 'other')", name=op.f('ck_excused_periods_reason_known')),
    sa.CheckConstraint('to_on >= from_on', name=op.f('ck_excused_periods_ends_after_start')),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_excused_periods_client_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['created_by'], ['accounts.id'], name=op.f('fk_excused_periods_created_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_excused_periods'))
    )
    with op.batch_alter_table('excused_periods', schema=None) as batch_op:
        batch_op.create_index('ix_excused_periods_client_id_from_on', ['client_id', 'from_on'], unique=False)

    op.create_table('intakes',
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('conditions', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('contraindications', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('other_conditions', sa.Text(), nullable=True),
    sa.Column('medication', sa.Text(), nullable=True),
    sa.Column('previous_treatment', sa.Text(), nullable=True),
    sa.Column('family_history', sa.Text(), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('number BETWEEN 1 AND 100000', name=op.f('ck_intakes_number_range')),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_intakes_client_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['created_by'], ['accounts.id'], name=op.f('fk_intakes_created_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_intakes')),
    sa.UniqueConstraint('client_id', 'number', name=op.f('uq_intakes_client_id_number'))
    )
    op.create_table('weekly_check_ins',
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('monday', sa.Date(), nullable=False),
    sa.Column('energy', sa.Integer(), nullable=True),
    sa.Column('days_in_bed', sa.Integer(), nullable=True),
    sa.Column('pain_interference', sa.Integer(), nullable=True),
    sa.Column('enjoyment', sa.Integer(), nullable=True),
    sa.Column('overall_change', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('duration_s', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ordered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('days_in_bed BETWEEN 0 AND 7', name=op.f('ck_weekly_check_ins_days_in_bed_range')),
    sa.CheckConstraint('duration_s BETWEEN 0 AND 86400', name=op.f('ck_weekly_check_ins_duration_s_range')),
    sa.CheckConstraint('energy BETWEEN 0 AND 10', name=op.f('ck_weekly_check_ins_energy_range')),
    sa.CheckConstraint('enjoyment BETWEEN 0 AND 10', name=op.f('ck_weekly_check_ins_enjoyment_range')),
    sa.CheckConstraint('overall_change BETWEEN 1 AND 7', name=op.f('ck_weekly_check_ins_overall_change_range')),
    sa.CheckConstraint('pain_interference BETWEEN 0 AND 10', name=op.f('ck_weekly_check_ins_pain_interference_range')),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_weekly_check_ins_client_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_weekly_check_ins')),
    sa.UniqueConstraint('client_id', 'monday', name=op.f('uq_weekly_check_ins_client_id_monday'))
    )
    op.create_table('acknowledgements',
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('prescription_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('covers_stop', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_acknowledgements_client_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['prescription_id'], ['prescriptions.id'], name=op.f('fk_acknowledgements_prescription_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_acknowledgements')),
    sa.UniqueConstraint('prescription_id', 'number', 'covers_stop', name=op.f('uq_acknowledgements_prescription_id_number_covers_stop'))
    )
    with op.batch_alter_table('acknowledgements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_acknowledgements_client_id'), ['client_id'], unique=False)

    op.create_table('feedback',
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('appointment_id', sa.Uuid(), nullable=False),
    sa.Column('pressure', sa.Text(), nullable=True),
    sa.Column('soreness', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ordered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("pressure IN ('too_little', 'right', 'too_much')", name=op.f('ck_feedback_pressure_known')),
    sa.ForeignKeyConstraint(['appointment_id'], ['appointments.id'], name=op.f('fk_feedback_appointment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_feedback_client_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback')),
    sa.UniqueConstraint('appointment_id', name=op.f('uq_feedback_appointment_id'))
    )
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_feedback_client_id'), ['client_id'], unique=False)

    op.create_table('safety_events',
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('level', sa.Text(), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('prescription_id', sa.Uuid(), nullable=True),
    sa.Column('evidence', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(kind = 'exercise_stop') = (prescription_id IS NOT NULL)", name=op.f('ck_safety_events_stop_names_item')),
    sa.CheckConstraint("kind IN ('red_flag', 'exercise_stop')", name=op.f('ck_safety_events_kind_known')),
    sa.CheckConstraint("level IN ('emergency', 'urgent', 'stop')", name=op.f('ck_safety_events_level_known')),
    sa.ForeignKeyConstraint(['client_id'], ['clients.id'], name=op.f('fk_safety_events_client_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['prescription_id'], ['prescriptions.id'], name=op.f('fk_safety_events_prescription_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_safety_events')),
    sa.UniqueConstraint('subject_id', 'code', name=op.f('uq_safety_events_subject_id_code'))
    )
    with op.batch_alter_table('safety_events', schema=None) as batch_op:
        batch_op.create_index('ix_safety_events_client_id_created_at', ['client_id', 'created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_safety_events_prescription_id'), ['prescription_id'], unique=False)

    with op.batch_alter_table('appointments', schema=None) as batch_op:
        batch_op.add_column(sa.Column('findings', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True))
        batch_op.add_column(sa.Column('rom', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True))
        batch_op.add_column(sa.Column('note', sa.Text(), nullable=True))

    with op.batch_alter_table('clients', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sharing_withdrawn_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('practices', schema=None) as batch_op:
        batch_op.add_column(sa.Column('country', sa.Text(), nullable=True))

    with op.batch_alter_table('prescription_pauses', schema=None) as batch_op:
        batch_op.add_column(sa.Column('resumed_by', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('resume_note', sa.Text(), nullable=True))

    with op.batch_alter_table('prescription_versions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('nudges_per_day', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('nudges_from', sa.Time(), nullable=True))
        batch_op.add_column(sa.Column('nudges_to', sa.Time(), nullable=True))
        batch_op.add_column(sa.Column('max_pain_reason', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('cleared', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True))

    guard_history()


def downgrade() -> None:
    unguard_history()
    with op.batch_alter_table('prescription_versions', recreate='never') as batch_op:
        batch_op.drop_column('cleared')
        batch_op.drop_column('max_pain_reason')
        batch_op.drop_column('nudges_to')
        batch_op.drop_column('nudges_from')
        batch_op.drop_column('nudges_per_day')

    with op.batch_alter_table('prescription_pauses', recreate='never') as batch_op:
        batch_op.drop_column('resume_note')
        batch_op.drop_column('resumed_by')

    with op.batch_alter_table('practices', recreate='never') as batch_op:
        batch_op.drop_column('country')

    with op.batch_alter_table('clients', recreate='never') as batch_op:
        batch_op.drop_column('sharing_withdrawn_at')

    with op.batch_alter_table('appointments', recreate='never') as batch_op:
        batch_op.drop_column('note')
        batch_op.drop_column('rom')
        batch_op.drop_column('findings')

    with op.batch_alter_table('safety_events', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_safety_events_prescription_id'))
        batch_op.drop_index('ix_safety_events_client_id_created_at')

    op.drop_table('safety_events')
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_feedback_client_id'))

    op.drop_table('feedback')
    with op.batch_alter_table('acknowledgements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_acknowledgements_client_id'))

    op.drop_table('acknowledgements')
    op.drop_table('weekly_check_ins')
    op.drop_table('intakes')
    with op.batch_alter_table('excused_periods', schema=None) as batch_op:
        batch_op.drop_index('ix_excused_periods_client_id_from_on')

    op.drop_table('excused_periods')
    op.drop_table('episodes')
    with op.batch_alter_table('consents', schema=None) as batch_op:
        batch_op.drop_index('ix_consents_client_id_kind')

    op.drop_table('consents')
    op.drop_table('check_in_edits')
    with op.batch_alter_table('alerts', schema=None) as batch_op:
        batch_op.drop_index('uq_alerts_open', postgresql_where=sa.text('acknowledged_at IS NULL'), sqlite_where=sa.text('acknowledged_at IS NULL'))
        batch_op.drop_index('ix_alerts_client_id')

    op.drop_table('alerts')
