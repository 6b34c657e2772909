"""generations of refresh tokens, ends of sign-ins, and what is looked for when they are pruned

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op

from migrations.checks import change_check_in_place

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
FK = 'fk_refresh_tokens_parent_id'
FOREIGN = 'FOREIGN KEY(parent_id) REFERENCES refresh_tokens (id) ON DELETE CASCADE'
# In SQL of either database: a time so much later than a column's.
LATER = {
    'postgresql': "{} + INTERVAL '{}'",
    'sqlite': "strftime('%Y-%m-%d %H:%M:%f', {}, '+{}') || '000'",
}
EARLIER_OF = {'postgresql': 'LEAST', 'sqlite': 'MIN'}
# A root that came later, by a change of the password, is beyond all that there was before it.
FILL_GENERATIONS = """
WITH RECURSIVE line (id, generation) AS (
  SELECT root.id, (
    SELECT CAST(count(*) AS INTEGER) FROM refresh_tokens AS before
    WHERE before.sign_in_id = root.sign_in_id AND before.created_at < root.created_at
  ) FROM refresh_tokens AS root WHERE root.parent_id IS NULL
  UNION ALL
  SELECT child.id, line.generation + 1
  FROM line JOIN refresh_tokens AS child ON child.parent_id = line.id
)
UPDATE refresh_tokens SET generation = line.generation FROM line WHERE line.id = refresh_tokens.id
"""
# What a token is that the version before makes: it knows no generations.
GENERATION = """COALESCE((
  SELECT MAX(other.generation) + 1 FROM refresh_tokens AS other
  WHERE other.sign_in_id = NEW.sign_in_id AND other.id <> NEW.id
    AND (other.first_used_at IS NOT NULL OR other.id = NEW.parent_id)
), 0)"""


def is_postgres() -> bool:
    return op.get_context().dialect.name == 'postgresql'


def later(column: str, by: str) -> str:
    return LATER[op.get_context().dialect.name].format(column, by)


def end_of(row: str) -> str:
    """The end of a sign-in that the settings have unless they are changed."""
    idle = later(f'{row}.last_used_at', '12 hours')
    in_all = later(f'{row}.created_at', '30 days')
    return (
        f"CASE (SELECT role FROM accounts WHERE accounts.id = {row}.account_id) WHEN 'client'"
        f" THEN {later(f'{row}.last_used_at', '90 days')}"
        f' ELSE {EARLIER_OF[op.get_context().dialect.name]}({idle}, {in_all}) END'
    )


def fill_on_insert(table: str, column: str, values: dict[str, str]) -> None:
    """Have the database fill the columns that the version before does not know."""
    name = f'{table}_fill'
    when = f'WHEN (NEW.{column} IS NULL)'
    if is_postgres():
        sets = ' '.join(f'NEW.{key} := {value};' for key, value in values.items())
        op.execute(
            f'CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS '
            f'$$ BEGIN {sets} RETURN NEW; END $$'
        )
        op.execute(
            f'CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW {when} '
            f'EXECUTE FUNCTION {name}()'
        )
        return
    sets = ' '.join(
        f'UPDATE {table} SET {key} = {value} WHERE id = NEW.id;' for key, value in values.items()
    )
    op.execute(f'CREATE TRIGGER {name} AFTER INSERT ON {table} {when} BEGIN {sets} END')


def upgrade() -> None:
    op.add_column('sign_ins', sa.Column('last_used_at', AT, nullable=True))
    op.add_column('sign_ins', sa.Column('expires_at', AT, nullable=True))
    op.add_column('refresh_tokens', sa.Column('generation', sa.Integer(), nullable=True))
    # By it, a token that is forgotten would take along all that came of it.
    if is_postgres():
        op.execute(
            f'-- squawk-ignore ban-drop-constraint\nALTER TABLE refresh_tokens DROP CONSTRAINT {FK}'
        )
    else:
        change_check_in_place('refresh_tokens', f'CONSTRAINT {FK} {FOREIGN}, ', '')
    fill_on_insert('refresh_tokens', 'generation', {'generation': GENERATION})
    fill_on_insert('sign_ins', 'expires_at', new_sign_in())
    op.execute(FILL_GENERATIONS)
    op.execute(
        'UPDATE sign_ins SET last_used_at = COALESCE((SELECT MAX(created_at) FROM refresh_tokens'
        ' WHERE sign_in_id = sign_ins.id), created_at)'
    )
    op.execute(f"UPDATE sign_ins SET expires_at = {end_of('sign_ins')}")
    op.create_index('ix_sign_ins_expires_at', 'sign_ins', ['expires_at'], unique=False)
    op.create_index('ix_sign_ins_revoked_at', 'sign_ins', ['revoked_at'], unique=False, postgresql_where=sa.text('revoked_at IS NOT NULL'), sqlite_where=sa.text('revoked_at IS NOT NULL'))
    op.create_index('ix_refresh_tokens_expires_at', 'refresh_tokens', ['expires_at'], unique=False)
    op.create_index('ix_refresh_tokens_sign_in_id_generation', 'refresh_tokens', ['sign_in_id', 'generation'], unique=False)
    # The table is locked already.
    op.execute(
        '-- squawk-ignore require-concurrent-index-deletion\nDROP INDEX ix_refresh_tokens_sign_in_id'
    )
    op.create_index('ix_one_time_codes_created_at', 'one_time_codes', ['created_at'], unique=False)
    op.create_index(op.f('ix_failed_attempts_window_from'), 'failed_attempts', ['window_from'], unique=False)


def new_sign_in() -> dict[str, str]:
    """What the version before leaves out; the end is reckoned from the use that is set first."""
    row = 'NEW' if is_postgres() else 'sign_ins'
    return {'last_used_at': 'NEW.created_at', 'expires_at': end_of(row)}


def downgrade() -> None:
    for table in ('sign_ins', 'refresh_tokens'):
        of = f' ON {table}' if is_postgres() else ''
        op.execute(f'DROP TRIGGER {table}_fill{of}')
        if is_postgres():
            op.execute(f'DROP FUNCTION {table}_fill()')
    op.drop_index(op.f('ix_failed_attempts_window_from'), table_name='failed_attempts')
    op.drop_index('ix_one_time_codes_created_at', table_name='one_time_codes')
    op.create_index('ix_refresh_tokens_sign_in_id', 'refresh_tokens', ['sign_in_id'], unique=False)
    op.drop_index('ix_refresh_tokens_sign_in_id_generation', table_name='refresh_tokens')
    op.drop_index('ix_refresh_tokens_expires_at', table_name='refresh_tokens')
    op.drop_index('ix_sign_ins_revoked_at', table_name='sign_ins')
    op.drop_index('ix_sign_ins_expires_at', table_name='sign_ins')
    # What was not written since, or was forgotten.
    op.execute(
        'UPDATE refresh_tokens SET parent_id = NULL WHERE parent_id NOT IN (SELECT id FROM refresh_tokens)'
    )
    if is_postgres():
        op.execute(f'ALTER TABLE refresh_tokens ADD CONSTRAINT {FK} {FOREIGN}')
    else:
        change_check_in_place('refresh_tokens', '', f'CONSTRAINT {FK} {FOREIGN}, ')
    op.drop_column('refresh_tokens', 'generation')
    op.drop_column('sign_ins', 'expires_at')
    op.drop_column('sign_ins', 'last_used_at')
