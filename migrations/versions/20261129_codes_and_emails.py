"""tries of a code with an e-mail that is taken, and e-mails in their one form

Revision: 0014, after 0013
"""

import sqlalchemy as sa
from alembic import context, op

from api.platform.emails import NotAnEmail, normal_email

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

ACCOUNTS = sa.table('accounts', *map(sa.column, ('id', 'email')))


def upgrade() -> None:
    op.add_column('one_time_codes', sa.Column('email_tries', sa.Integer(), server_default=sa.text('0'), nullable=False))
    if not context.is_offline_mode():
        bring_emails_to_their_form()


def bring_emails_to_their_form() -> None:
    connection = op.get_bind()
    kept = dict(connection.execute(sa.select(ACCOUNTS.c.id, ACCOUNTS.c.email).where(ACCOUNTS.c.email.is_not(None))).all())
    taken = set(kept.values())
    for id, email in kept.items():
        form = form_of(email)
        if form not in taken:
            taken.add(form)
            connection.execute(sa.update(ACCOUNTS).where(ACCOUNTS.c.id == id).values(email=form))


def form_of(email: str) -> str:
    # What is none stays as it is, and whom it belongs to signs in by a code.
    try:
        return normal_email(email)
    except NotAnEmail:
        return email


def downgrade() -> None:
    op.drop_column('one_time_codes', 'email_tries')
