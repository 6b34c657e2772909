"""Line drawings of an exercise: from the description of a pose to one SVG."""

from api.library.pictures.arrows import Arrow
from api.library.pictures.drawing import Pose, render
from api.library.pictures.feet import Foot
from api.library.pictures.frames import Frame
from api.library.pictures.hands import Hand
from api.library.pictures.heads import Head
from api.library.pictures.postures import Body
from api.library.pictures.props import Prop

__all__ = ["Arrow", "Body", "Foot", "Frame", "Hand", "Head", "Pose", "Prop", "render"]
