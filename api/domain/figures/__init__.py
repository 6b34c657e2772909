"""Line pictures of an exercise: a small pose description in, one SVG out."""

from api.domain.figures.drawing import Arrow, Frame, Pose, render
from api.domain.figures.postures import Body
from api.domain.figures.props import Prop

__all__ = ["Arrow", "Body", "Frame", "Pose", "Prop", "render"]
