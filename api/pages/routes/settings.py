"""/settings: a therapist's own language, clock, reminders, password and sign-ins."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from babel import Locale, UnknownLocaleError
from fastapi import APIRouter, Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.deps import Address, Config, Now, Session, Sessions
from api.accounts.browsers import new_sign_ins, note_told
from api.accounts.changing_passwords import ChangePasswordIn, change_password_with
from api.accounts.my_sign_ins import end_mine, sign_ins_of
from api.accounts.own_settings import OwnSettingsIn, set_own
from api.accounts.second_factors import read_second_factor
from api.pages.deps import Pages, Sent, SentBefore, Shown, Therapist, TherapistBefore
from api.pages.forms import accept
from api.pages.page_routes import PageRoute, see
from api.platform.http.edits import Edit
from api.platform.http.errors import Invalid
from api.platform.http.fields import In, Instant
from api.reminders.brief_leads import BriefLeadPatch, change_lead
from api.rules.instants import zone_keys
from api.tables import Account

router = APIRouter(route_class=PageRoute, prefix="/settings", include_in_schema=False)
# Languages of the pages, each as some countries write dates and numbers.
LOCALES = ("en", "en-GB", "en-US", "es", "es-AR", "es-CO", "es-ES", "es-MX", "es-US")
SAVED = ("settings", "password", "sign_in", "factor")


class SeenIn(In):
    until: Instant


@dataclass(frozen=True, slots=True)
class Own:
    """What a therapist set herself."""

    locale: str
    timezone: str
    timezone_pinned: bool
    lead_min: int | None


@router.get("")
async def show_settings(
    me: Therapist,
    page: Shown,
    session: Session,
    now: Now,
    pages: Pages,
    saved: Annotated[str, Query()] = "",
) -> Response:
    """Show my settings, and where I am signed in."""
    account = await session.get_one(Account, me.id)
    sign_ins, cursor = await sign_ins_of(session, me, pages, now)
    return page.render(
        "settings.html",
        own=Own(account.locale, account.timezone, account.timezone_pinned, account.brief_lead_min),
        locales=_locales(account.locale),
        zones=_zones(account.timezone),
        sign_ins=sign_ins,
        news=await new_sign_ins(session, me),
        factor=await read_second_factor(session, me),
        cursor=cursor,
        saved=saved if saved in SAVED and not page.refused else "",
    )


@router.post("")
async def change_settings(
    me: Therapist, form: Sent, session: Session, now: Now, config: Config
) -> Response:
    """Change my language, my clock, and how long before a session I am told of its brief."""
    said = accept(
        OwnSettingsIn,
        {
            "locale": form.text("locale"),
            "timezone": form.text("timezone"),
            "timezone_pinned": form.ticked("timezone_pinned"),
        },
    )
    await set_own(session, me, said)
    lead = Edit(BriefLeadPatch, {"lead_min": form.whole("lead_min")})
    await change_lead(session, me, lead, now, config)
    return see("/settings?saved=settings")


@router.get("/password")
async def show_password(_: Therapist, page: Shown) -> Response:
    """Show the form that changes my password."""
    return page.render("password.html")


@router.post("/password")
async def change_password(
    me: TherapistBefore,
    form: SentBefore,
    sessions: Sessions,
    now: Now,
    config: Config,
    address: Address,
) -> Response:
    """Change my password: I stay signed in here, and nowhere else."""
    names = ("current_password", "new_password")
    said = accept(ChangePasswordIn, {name: form.untouched(name) for name in names})
    if form.untouched("repeated") != said.new_password:
        raise Invalid("/repeated", "not_repeated", "The new password was not repeated alike.")

    async def go_on(_: AsyncSession, __: Account) -> None:
        """Leave this sign-in as it is: the browser keeps its cookie."""

    await change_password_with(said, me, sessions, address, now, config, go_on)
    return see("/settings?saved=password")


@router.post("/sign-ins/{own_sign_in_id}/end")
async def end_sign_in(
    own_sign_in_id: UUID, me: Therapist, _: Sent, session: Session, now: Now
) -> Response:
    """End one of my sign-ins."""
    await end_mine(session, me, own_sign_in_id, now)
    return see("/settings?saved=sign_in")


@router.post("/sign-ins/seen")
async def note_seen(me: Therapist, form: Sent, session: Session, now: Now) -> Response:
    """Note that I was told in this browser of sign-ins in new places, up to one of them."""
    said = accept(SeenIn, {"until": form.text("until")})
    await note_told(session, me, said.until, now)
    return see("/")


def _locales(own: str) -> list[tuple[str, str]]:
    """Return the locales to choose from, each named in its own language."""
    return [(each, _name(each)) for each in dict.fromkeys((*LOCALES, own))]


def _name(locale: str) -> str:
    try:
        known = Locale.parse(locale, sep="-")
    except (ValueError, UnknownLocaleError):
        return locale
    name = known.get_display_name(known) or locale
    return name[:1].upper() + name[1:]


def _zones(own: str) -> list[tuple[str, str]]:
    """Return the zones to choose from: places, and where I am by now."""
    places = (each for each in zone_keys() if "/" in each and not each.startswith("Etc/"))
    return [(each, each.replace("_", " ")) for each in sorted({*places, "UTC", own})]
