"""names sorted as people sort them, and found whatever accents and case

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import context, op

from api.platform.names import folded, sort_key

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

ACCOUNTS = sa.table('accounts', *map(sa.column, ('id', 'name', 'name_key', 'name_folded')))


def upgrade() -> None:
    key = sa.Text().with_variant(sa.Text(collation='C'), 'postgresql')
    op.add_column('accounts', sa.Column('name_key', key, server_default=sa.text("''"), nullable=False))
    op.add_column('accounts', sa.Column('name_folded', sa.Text(), server_default=sa.text("''"), nullable=False))
    if not context.is_offline_mode():
        fill()


def fill() -> None:
    connection = op.get_bind()
    people = connection.execute(sa.select(ACCOUNTS.c.id, ACCOUNTS.c.name)).all()
    if people:
        change = sa.update(ACCOUNTS).where(ACCOUNTS.c.id == sa.bindparam('who'))
        change = change.values(name_key=sa.bindparam('key'), name_folded=sa.bindparam('folded'))
        made = [{'who': id, 'key': sort_key(name), 'folded': folded(name)} for id, name in people]
        connection.execute(change, made)


def downgrade() -> None:
    op.drop_column('accounts', 'name_folded')
    op.drop_column('accounts', 'name_key')
