"""Every item has a picture that a reader, a screen reader and a dark screen can use."""

import gzip
import math
import re
from dataclasses import replace
from typing import get_args
from xml.etree import ElementTree as ET

import pytest

from api.library import Library, load
from api.library.exercises import Exercise
from api.library.pictures import Arrow, Body, Frame, Pose, Prop, render
from api.library.pictures.frames import draw_frame
from api.library.pictures.postures import ARM, LEG, Base
from api.library.pictures.props import KINDS, PropKind
from api.library.pictures.shapes import Shape
from api.library.pictures.skeletons import skeleton
from api.library.pictures.stances import FRONT, SIDE

SVG = "{http://www.w3.org/2000/svg}"
SLUGS = sorted(load().latest)
STAND = Pose(Frame(Body("standing")), Frame(Body("standing", neck=70)))


def item_of(library: Library, slug: str) -> Exercise:
    item = library.exercise(slug)
    assert item is not None
    return item


def picture(library: Library, slug: str) -> str:
    return item_of(library, slug).picture("en")


def still(pose: Pose, frame: Frame) -> list[Shape]:
    """Return the marks of a moment without its arrows."""
    return draw_frame(replace(frame, arrows=()), pose.view, pose.props)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_picture_is_well_formed_and_says_what_it_shows(library: Library, slug: str) -> None:
    item = item_of(library, slug)
    svg = ET.fromstring(picture(library, slug))
    assert (svg.tag, svg.get("role")) == (f"{SVG}svg", "img")
    assert svg.findtext(f"{SVG}title") == item.text["en"].name
    assert svg.findtext(f"{SVG}desc") == item.media[0].alt["en"]
    assert len(svg.findall(f"{SVG}g")) == len(item.pose.moments)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_picture_shows_a_movement_inside_its_frame(library: Library, slug: str) -> None:
    text = picture(library, slug)
    svg = ET.fromstring(text)
    _, _, width, height = map(float, (svg.get("viewBox") or "").split())
    for points in re.findall(r'points="([^"]+)"', text):
        for x, y in (map(float, pair.split(",")) for pair in points.split()):
            assert 0 <= x <= width, slug
            assert 0 <= y <= height, slug
    assert "fig-accent-fill" in text


def test_no_two_pictures_are_alike(library: Library) -> None:
    seen: dict[str, str] = {}
    for slug in SLUGS:
        pose = item_of(library, slug).pose
        marks = repr([still(pose, frame) for frame in pose.moments])
        assert seen.setdefault(marks, slug) == slug


@pytest.mark.parametrize("slug", SLUGS)
def test_each_moment_differs_from_the_others_by_more_than_its_arrows(
    library: Library, slug: str
) -> None:
    pose = item_of(library, slug).pose
    moments = [repr(still(pose, frame)) for frame in pose.moments]
    assert len(set(moments)) == len(moments)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_picture_is_small_and_described_in_each_language(library: Library, slug: str) -> None:
    item = item_of(library, slug)
    for media in item.media:
        assert set(media.alt) == set(item.text)
    for language in item.text:
        assert len(gzip.compress(item.picture(language).encode())) <= 6 * 1024


def test_every_colour_has_a_dark_twin() -> None:
    text = render(STAND, "t", "d")
    light = set(re.findall(r'class="([^"]+)"', text))
    dark = text.split("prefers-color-scheme:dark")[1].split("</style>")[0]
    for classes in light:
        for name in classes.split():
            assert f".{name}{{" in dark


def test_a_picture_is_the_same_every_time() -> None:
    assert render(STAND, "t", "d") == render(STAND, "t", "d")


def test_text_is_escaped() -> None:
    hostile = '</title><script>alert("1")</script>&\x00\x1b\ud800'
    svg = ET.fromstring(render(STAND, hostile, hostile))
    assert svg.find(f".//{SVG}script") is None
    assert "alert" in (svg.findtext(f"{SVG}title") or "")


@pytest.mark.parametrize("base", get_args(Base))
def test_every_posture_rests_on_the_floor(base: Base) -> None:
    bones = skeleton(Body(base), "side")
    joints = [*bones.spine, bones.head, *(p for limb in bones.limbs.values() for p in limb)]
    assert base in SIDE
    assert 0 <= min(y for _, y in joints) <= 8


def test_a_posture_that_a_view_does_not_know_is_refused() -> None:
    assert "prone" not in FRONT
    with pytest.raises(ValueError, match="front view of prone"):
        render(Pose(Frame(Body("prone")), Frame(Body("prone")), view="front"), "t", "d")


@pytest.mark.parametrize("kind", get_args(PropKind))
def test_every_prop_can_be_drawn(kind: PropKind) -> None:
    assert kind in KINDS
    pose = Pose(Frame(props=(Prop(kind, 10, 20, flip=True),)), Frame(Body("standing")))
    ET.fromstring(render(pose, "t", "d"))


def test_a_pinned_hand_and_foot_reach_their_points_with_whole_limbs() -> None:
    body = Body("standing", y=45, right_hand=(20, 60), left_foot=(10, 3), right_foot=(-12, 3))
    limbs = skeleton(body, "side").limbs
    for name, target, lengths in (
        ("right_arm", (20, 60), ARM),
        ("left_leg", (10, 3), LEG),
        ("right_leg", (-12, 3), LEG),
    ):
        root, bend, wrist, _ = limbs[name]
        assert wrist == pytest.approx(target)
        assert math.dist(root, bend) == pytest.approx(lengths[0])
        assert math.dist(bend, wrist) == pytest.approx(lengths[1])


def test_a_point_out_of_reach_gets_a_straight_limb() -> None:
    root, bend, wrist, _ = skeleton(Body("standing", right_hand=(500, 80)), "side").limbs[
        "right_arm"
    ]
    assert math.dist(root, wrist) == pytest.approx(ARM[0] + ARM[1])
    assert math.dist(root, bend) == pytest.approx(ARM[0])


def test_the_end_shows_the_start_as_a_ghost_unless_told_otherwise() -> None:
    assert "fig-ghost" in render(STAND, "t", "d").split("</style>")[1]
    plain = Pose(STAND.start, STAND.end, ghost=False)
    assert "fig-ghost" not in render(plain, "t", "d").split("</style>")[1]


def test_a_movement_both_ways_has_two_arrow_heads() -> None:
    def heads(both: bool) -> int:
        arrow = Arrow((0, 0), (0, 20), both=both)
        pose = Pose(Frame(Body("standing")), Frame(Body("standing"), arrows=(arrow,)))
        return render(pose, "t", "d").count('fig-accent-fill" stroke')

    assert (heads(both=False), heads(both=True)) == (1, 2)
