"""where it hurts and tingles, as it is known from a client's intake

Revision: 0019, after 0018
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

PLACES = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')


def upgrade() -> None:
    op.add_column('intakes', sa.Column('places', PLACES, server_default=sa.text("'[]'"), nullable=False))


def downgrade() -> None:
    op.drop_column('intakes', 'places')
