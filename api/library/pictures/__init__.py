"""Line drawings of an exercise: from the description of a pose to one SVG."""

from api.library.pictures.drawing import Arrow, Frame, Pose, render
from api.library.pictures.postures import Body
from api.library.pictures.props import Prop

__all__ = ["Arrow", "Body", "Frame", "Pose", "Prop", "render"]
