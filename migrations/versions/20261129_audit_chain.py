"""the chain of the audit, and where it ends

Revision: 0026, after 0025
"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
DEEDS = ('UPDATE', 'DELETE')


def guard() -> None:
    """Have the database refuse to change a link, as it does the audit."""
    for deed in DEEDS:
        name = f'audit_links_refuse_{deed.lower()}'
        if op.get_context().dialect.name == 'postgresql':
            op.execute(
                f'CREATE TRIGGER {name} BEFORE {deed} ON audit_links '
                'FOR EACH ROW EXECUTE FUNCTION refuse_change()'
            )
        else:
            op.execute(
                f'CREATE TRIGGER {name} BEFORE {deed} ON audit_links '
                "BEGIN SELECT RAISE(ABORT, 'audit_links is never changed'); END"
            )


def upgrade() -> None:
    op.create_table('audit_links',
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('link', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', AT, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_links')),
    sa.UniqueConstraint('position', name=op.f('uq_audit_links_position'))
    )
    op.create_table('audit_heads',
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('link', sa.Text(), nullable=False),
    sa.Column('seal', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', AT, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_heads'))
    )
    guard()


def downgrade() -> None:
    op.drop_table('audit_heads')
    op.drop_table('audit_links')
