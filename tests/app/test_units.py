"""What of the app needs no browser: its functions, its types, what it repeats of content/."""

import json

import pytest

from api.library import load
from api.library.texts import SEVERITY
from scripts.app_client import HOME, compiled
from scripts.sdk_tools import node
from tests.processes import ROOT
from tests.sdk.tools import require_tools, run, run_node

pytestmark = [pytest.mark.usefixtures("tools"), pytest.mark.xdist_group("sdk")]
APP = ROOT / "app"
TOLD = """
import * as safety from "./src/rules/safety.js";
import { ELSEWHERE, placesOf } from "./src/rules/body.js";
const places = [...placesOf("front"), ...placesOf("back")];
const sided = [...new Set(places.filter((each) => each.side).map((each) => each.region))];
const regions = [...new Set([...places.map((each) => each.region), ...ELSEWHERE])];
const { SEVERITY, BY_RED_FLAG, BY_STOP_SIGN } = safety;
console.log(JSON.stringify({ SEVERITY, BY_RED_FLAG, BY_STOP_SIGN, sided, regions }));
"""


@pytest.fixture(scope="module")
def tools() -> None:
    require_tools()


def test_its_functions_do_what_their_tests_say():
    files = sorted((ROOT / "tests/app/units").glob("*.test.js"))
    assert files
    run(node(), "--test", "--test-reporter=dot", *files)


def test_what_it_has_of_the_sdk_is_the_sdk_of_these_days():
    made = compiled()
    assert {name: (HOME / name).read_text() for name in made} == made, "run `make sdk`"


@pytest.mark.parametrize("project", ["tsconfig.json", "tsconfig.worker.json"])
def test_its_types_hold_strictly(project):
    run_node("typescript7/bin/tsc", "--project", project, cwd=APP)


@pytest.fixture(scope="module")
def told(tools):
    return json.loads(run(node(), "--input-type=module", "--eval", TOLD, cwd=APP))


def test_it_chooses_the_fixed_texts_as_the_server_does(told):
    texts = load().safety_texts("en")
    assert told["SEVERITY"] == list(SEVERITY)
    assert (told["BY_RED_FLAG"], told["BY_STOP_SIGN"]) == (texts.by_red_flag, texts.by_stop_sign)


def test_its_figure_has_every_region_and_the_sides_that_the_questions_know(told):
    library = load()
    assert set(told["regions"]) == set(library.vocabulary("en").codes("regions"))
    assert set(told["sided"]) == set(library.check_in_questions("en").sided_regions)
