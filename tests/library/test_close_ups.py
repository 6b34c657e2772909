"""Heads, hands and feet close up, and the places from which props and arrows are placed."""

import math
from typing import get_args
from xml.etree import ElementTree as ET

import pytest

from api.library.pictures import Arrow, Body, Foot, Frame, Hand, Head, Pose, Prop, render
from api.library.pictures.arrows import draw_arrow
from api.library.pictures.bodies import draw_body
from api.library.pictures.feet import draw_foot, foot_places
from api.library.pictures.fingers import CURLS, SEEN, Fingers
from api.library.pictures.hands import draw_hand, hand_places
from api.library.pictures.heads import draw_head, head_places
from api.library.pictures.landmarks import landmark, landmarks
from api.library.pictures.postures import ARM, LEG, View
from api.library.pictures.props import draw_prop
from api.library.pictures.shapes import Shape, Stroke
from api.library.pictures.skeletons import skeleton

FACES = (
    Head(jaw=20, inside=True, tongue="up"),
    Head(lips="closed", jaw=4, inside=True, tongue="down"),
    Head(lips="pursed", eyes="closed", lift=8),
    Head(look=(70, 10)),
    Head(look=(-30, -10), shift=5, jaw=12),
    Head(lean=90, shoulders=False),
)


def panels(pose: Pose) -> int:
    return len(ET.fromstring(render(pose, "t", "d")).findall("{http://www.w3.org/2000/svg}g"))


def paints(shapes: list[Shape]) -> set[str]:
    return {shape.paint for shape in shapes}


def test_three_moments_share_the_room_of_two() -> None:
    stand, bow = Frame(Body("standing")), Frame(Body("standing", neck=60))
    assert panels(Pose(stand, bow)) == 2
    assert panels(Pose(stand, bow, middle=Frame(Body("standing", neck=75)))) == 3
    assert 'viewBox="0 0 422 212"' in render(Pose(stand, bow, middle=stand), "t", "d")


@pytest.mark.parametrize("head", FACES)
@pytest.mark.parametrize("view", ["side", "front"])
def test_a_ghost_of_a_close_up_is_its_outline(head: Head, view: View) -> None:
    assert paints(draw_head(head, view, ghost=True)) == {"ghost"}
    assert {"ink", "paper"} <= paints(draw_head(head, view))


def test_a_mouth_that_opens_takes_the_chin_down() -> None:
    for view in get_args(View)[:2]:
        closed, opened = (head_places(Head(jaw=jaw), view)["chin"] for jaw in (0, 20))
        assert opened[1] < closed[1] - 3


def test_a_head_glides_apart_from_the_tilt_of_its_neck() -> None:
    level, tucked = head_places(Head(gaze=0), "side"), head_places(Head(gaze=0, glide=-5), "side")
    assert tucked["nose"] == pytest.approx((level["nose"][0] - 5, level["nose"][1]))
    still, forward = (skeleton(Body("standing", glide=by), "side") for by in (0, 5))
    assert math.dist(still.head, forward.head) == pytest.approx(5, abs=0.1)
    assert still.up == forward.up


@pytest.mark.parametrize("fingers", get_args(Fingers))
def test_every_shape_of_the_fingers_can_be_drawn(fingers: Fingers) -> None:
    assert fingers in CURLS
    assert fingers in SEEN
    side = draw_hand(Hand(fingers=fingers), {})
    palm = draw_hand(Hand(fingers=fingers, view="palm", touch=2), {})
    assert paints(side) == {"ink", "far", "paper"}
    assert paints(palm) == {"ink", "paper"}


def test_a_hand_lies_on_a_place_with_its_fingertips() -> None:
    face = head_places(Head(), "front")
    tip = hand_places(Hand(tip="cheek", forearm=120), face)["fingertips"]
    assert tip == pytest.approx(face["cheek"])
    assert hand_places(Hand(tip=(3, 4)), {})["fingertips"] == pytest.approx((3, 4))


@pytest.mark.parametrize(("palm", "below"), [("down", True), ("up", False)])
@pytest.mark.parametrize("forearm", [0, 180])
def test_fingers_bend_towards_the_palm(palm: str, below: bool, forearm: float) -> None:
    hand = Hand(forearm=forearm, palm="down" if palm == "down" else "up", fingers="table")
    places = hand_places(hand, {})
    assert (places["fingertips"][1] < places["knuckles"][1]) is below


def test_the_pivot_of_a_foot_stays_where_it_is() -> None:
    flat, risen = foot_places(Foot()), foot_places(Foot(foot=-35, toes=0, pivot="ball"))
    assert risen["ball"] == pytest.approx(flat["ball"])
    assert risen["heel"][1] > flat["heel"][1] + 10
    pumped = foot_places(Foot(foot=30))
    assert pumped["ankle"] == pytest.approx(flat["ankle"])
    assert paints(draw_foot(Foot(thigh=180, helper=True))) == {"far", "paper"}


def test_a_foot_stands_on_the_ground_and_turns_about() -> None:
    shapes = draw_foot(Foot(y=12))
    low = min(y for shape in shapes if isinstance(shape, Stroke) for _, y in shape.points)
    assert low == pytest.approx(13, abs=1.5)
    assert foot_places(Foot(flip=True))["toes"][0] < 0


def test_a_hand_rests_on_a_place_of_the_body() -> None:
    for name in ("chin", "belly", "left_thigh", "left_elbow"):
        bones = skeleton(Body("seated", right_hand=name), "side")
        _, _, wrist, tip = bones.limbs["right_arm"]
        assert math.dist(wrist, landmark(bones, name)) == pytest.approx(3.0), name
        assert math.dist(tip, landmark(bones, name)) == pytest.approx(ARM[2] - 3.0), name


def test_an_ankle_rests_on_the_other_knee() -> None:
    bones = skeleton(Body("lying", left_leg=(60, 300, 0), right_foot="left_knee"), "side")
    hip, knee, ankle, _ = bones.limbs["right_leg"]
    assert ankle == pytest.approx(bones.limbs["left_leg"][1])
    assert math.dist(hip, knee) == pytest.approx(LEG[0])


def test_an_upper_back_bends_alone() -> None:
    bones = skeleton(Body("seated", spine=(90, 90, 130)), "side")
    assert [x for x, _ in bones.spine[:3]] == pytest.approx([0, 0, 0])
    assert bones.spine[3][0] < -5


def test_a_trunk_that_turns_is_narrower_and_shows_its_nose() -> None:
    straight, turned = (skeleton(Body("seated", turn=turn), "front") for turn in (0, 60))

    def width(limbs: dict[str, tuple[tuple[float, float], ...]]) -> float:
        return math.dist(limbs["left_arm"][0], limbs["right_arm"][0])

    assert width({**turned.limbs}) == pytest.approx(width({**straight.limbs}) / 2)
    assert turned.look == (60, 0)


def test_from_behind_left_is_left_and_there_are_no_eyes() -> None:
    bones = skeleton(Body("standing"), "back")
    assert bones.limbs["left_arm"][0][0] < bones.limbs["right_arm"][0][0]
    behind = Pose(Frame(Body("standing")), Frame(Body("standing", neck=80)), view="back")
    front = Pose(behind.start, behind.end, view="front")
    discs = [render(pose, "t", "d").count("<circle") for pose in (behind, front)]
    assert discs[0] < discs[1]


def test_props_and_arrows_follow_the_place_that_they_are_at() -> None:
    places = landmarks(skeleton(Body("standing"), "side"))
    arrow = draw_arrow(Arrow((0, 0), (10, 0), at="right_hand"), places)[0]
    band = draw_prop(Prop("band", at="right_hand", to="left_toes"), places)[1][0]
    assert isinstance(arrow, Stroke)
    assert isinstance(band, Stroke)
    assert arrow.points[0] == pytest.approx(places["right_hand"])
    assert band.points == (places["right_hand"], places["left_toes"])


def test_a_circle_goes_round() -> None:
    for bend in (0.2, -0.2):
        line = draw_arrow(Arrow((0, 0), (10, 0), bend, circle=True), {})[0]
        assert isinstance(line, Stroke)
        assert all(math.hypot(x, y) == pytest.approx(10) for x, y in line.points)
        assert line.points[-1] == pytest.approx((10, 0))
        assert (line.points[-2][1] < 0) is (bend > 0)


@pytest.mark.parametrize(
    "frame",
    [
        Frame(Body("standing", right_hand="tail")),
        Frame(Body("standing"), props=(Prop("ball", at="tail"),)),
        Frame(Body("standing"), arrows=(Arrow((0, 0), (1, 1), at="tail"),)),
        Frame(hands=(Hand(tip="chin"),)),
    ],
)
def test_a_place_that_is_not_there_is_refused(frame: Frame) -> None:
    with pytest.raises(ValueError, match="no place named"):
        render(Pose(frame, frame), "t", "d")


def test_the_floor_is_drawn_where_one_stands() -> None:
    def floors(frame: Frame, floor: bool | None = None) -> int:
        return render(Pose(frame, frame, floor=floor), "t", "d").count(
            '<polyline class="fig-panel"'
        )

    assert floors(Frame(Body("standing"))) == floors(Frame(feet=(Foot(),))) == 2
    assert floors(Frame(head=Head())) == floors(Frame(hands=(Hand(),))) == 0
    assert (floors(Frame(head=Head()), True), floors(Frame(Body("standing")), False)) == (2, 0)


@pytest.mark.parametrize(
    ("prop", "before"),
    [
        (Prop("chair"), False),
        (Prop("chair", front=True), True),
        (Prop("band"), True),
        (Prop("band", front=False), False),
    ],
)
def test_a_prop_is_before_or_behind_the_person(prop: Prop, before: bool) -> None:
    farther, nearer = draw_prop(prop, {})
    assert bool(nearer) is before
    assert bool(farther) is not before


def test_lower_limbs_of_who_lies_on_the_side_are_pale() -> None:
    body = Body("side_lying")
    marks = draw_body(body, skeleton(body, "front"))
    assert {"far", "ink"} <= paints(marks)
    assert paints(draw_body(Body("standing"), skeleton(Body("standing"), "front"))) == {
        "ink", "paper",
    }  # fmt: skip


@pytest.mark.parametrize("view", ["front", "back"])
def test_knees_of_pinned_feet_go_outwards(view: View) -> None:
    sign = 1 if view == "front" else -1
    body = Body("standing", y=46, left_foot=(9 * sign, 3), right_foot=(-9 * sign, 3))
    limbs = skeleton(body, view).limbs
    assert limbs["left_leg"][1][0] * sign > 9
    assert limbs["right_leg"][1][0] * sign < -9
