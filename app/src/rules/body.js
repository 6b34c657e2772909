/** The figure of the body map: where each region is, seen from the front and from the back. */

/** @typedef {{ region: string, side: "left" | "right" | null, shape: "rect" | "ellipse", box: [number, number, number, number], round: number }} Place */

export const VIEW = { width: 300, height: 580 };
/** Regions that no place of the figure stands for. */
export const ELSEWHERE = ["whole_body"];

/** @typedef {[string, "rect" | "ellipse", number, number, number, number, number?]} Drawn region, shape, x, y, width, height, rounding */

/** Of both views, in the half that is on the left of the picture. @type {Drawn[]} */
const LIMBS = [
  ["shoulder", "ellipse", 74, 112, 50, 42],
  ["arm", "rect", 64, 156, 32, 62, 14],
  ["elbow", "ellipse", 58, 214, 34, 30],
  ["forearm", "rect", 54, 244, 30, 54, 13],
  ["wrist", "rect", 50, 298, 30, 22, 9],
  ["hand", "ellipse", 42, 320, 38, 50],
  ["hip", "ellipse", 96, 248, 38, 42],
  ["it_band", "rect", 92, 292, 20, 96, 9],
  ["thigh", "rect", 113, 294, 34, 94, 14],
  ["knee", "ellipse", 104, 386, 44, 38],
  ["ankle", "rect", 110, 508, 32, 24, 9],
  ["foot", "ellipse", 98, 530, 46, 40],
];
/** @type {Drawn[]} */
const MIDDLE = [["head", "ellipse", 116, 4, 68, 82], ["neck", "rect", 133, 86, 34, 26, 8]];
/** @type {Drawn[]} */
const FRONT = [
  ["face", "ellipse", 126, 28, 48, 36],
  ["jaw", "rect", 130, 62, 40, 24, 12],
  ["chest", "rect", 118, 112, 64, 70, 16],
  ["abdomen", "rect", 118, 184, 64, 68, 14],
  ["groin", "rect", 132, 256, 36, 34, 14],
];
/** @type {Drawn[]} */
const FRONT_LIMBS = [["leg", "rect", 110, 424, 34, 82, 14]];
/** @type {Drawn[]} */
const BACK = [["upper_back", "rect", 118, 112, 64, 72, 16], ["low_back", "rect", 118, 186, 64, 60, 14]];
/** @type {Drawn[]} */
const BACK_LIMBS = [["calf", "rect", 108, 424, 38, 82, 16], ["buttock", "ellipse", 114, 248, 36, 44]];

/** Return the places of one view, those below first. @param {"front" | "back"} view @returns {Place[]} */
export function placesOf(view) {
  const isFront = view === "front";
  const middle = [...MIDDLE, ...(isFront ? FRONT : BACK)].map((each) => place(each, null));
  const limbs = [...LIMBS, ...(isFront ? FRONT_LIMBS : BACK_LIMBS)];
  // Who looks at herself in a mirror has her left on the left; a figure that faces her has not.
  const near = isFront ? "right" : "left";
  const far = isFront ? "left" : "right";
  return [...middle, ...limbs.flatMap((each) => [place(each, near), place(mirrored(each), far)])];
}

/** @param {Drawn} drawn @param {Place["side"]} side @returns {Place} */
function place([region, shape, x, y, width, height, round = 0], side) {
  return { region, side, shape, box: [x, y, width, height], round };
}

/** @param {Drawn} drawn @returns {Drawn} */
function mirrored([region, shape, x, y, width, height, round]) {
  return [region, shape, VIEW.width - x - width, y, width, height, round];
}
