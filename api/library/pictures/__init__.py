"""Line pictures of an exercise: a small pose description in, one SVG out."""

from api.library.pictures.drawing import Arrow, Frame, Pose, render
from api.library.pictures.postures import Body
from api.library.pictures.props import Prop

__all__ = ["Arrow", "Body", "Frame", "Pose", "Prop", "render"]
