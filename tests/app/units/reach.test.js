import assert from "node:assert/strict";
import { test } from "node:test";

import { UNKNOWN, reachOf, targetOf, written } from "../../../app/src/rules/reach.js";

test("how a phone is reminded is told from what the browser allows and what she wants", () => {
  const wanted = { ...UNKNOWN, wanted: true };
  const registered = { ...wanted, isRegistered: true };
  assert.equal(reachOf("unsupported", UNKNOWN, false), "unsupported");
  assert.equal(reachOf("unsupported", UNKNOWN, true), "install");
  assert.equal(reachOf("denied", registered, false), "denied");
  assert.equal(reachOf("default", UNKNOWN, false), "unasked");
  assert.equal(reachOf("granted", UNKNOWN, false), "off");
  assert.equal(reachOf("granted", wanted, false), "open");
  assert.equal(reachOf("granted", { ...registered, awaitsProof: true }, false), "proving");
  assert.equal(reachOf("granted", registered, false), "on");
});

test("a target has all that a message is encrypted with", () => {
  const keys = { p256dh: "p", auth: "a" };
  assert.deepEqual(targetOf({ endpoint: "https://push.example/1", keys }), { kind: "web_push", endpoint: "https://push.example/1", ...keys });
  assert.equal(targetOf({ endpoint: "https://push.example/1" }), null);
});

test("keys are written as the server writes them", () => {
  assert.equal(written(new Uint8Array([251, 255, 254]).buffer), "-__-");
  assert.equal(written(new Uint8Array([4]).buffer), "BA");
  assert.equal(written(null), "");
});
