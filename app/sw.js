/**
 * Keeps the app itself on the device, so that it starts without a network.
 *
 * `shell.js` is generated: a version, and each file with its hash. A version is kept whole or not at
 * all: what does not have its hash is of another version, and the install is tried again later.
 * What the API answers never passes through here. What is pushed is seen to by `reminding.js`.
 */

importScripts("shell.js", "reminding.js");

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const { version, files } = SHELL;
const CACHE = `shell-${version}`;
const HOME = new URL("./", worker.location.href).href;
/** What of an answer's headers holds without a network as well. */
const KEPT = ["content-type", "content-security-policy", "referrer-policy", "x-content-type-options", "permissions-policy"];

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("message", (event) => {
  if (event.data === "take over") void worker.skipWaiting();
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(HOME)) return;
  const path = request.url.slice(HOME.length).split(/[?#]/)[0] ?? "";
  const name = request.mode === "navigate" ? "index.html" : path;
  if (name in files) event.respondWith(answer(name, request));
});

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(Object.entries(files).map(async ([name, hash]) => {
    // What the page has just loaded, or an earlier version had, does not come over the wire again.
    const found = (await load(name, hash, "force-cache")) ?? (await load(name, hash, "reload"));
    if (!found) throw new Error(`${name} is of another version`);
    await cache.put(addressOf(name), found);
  }));
}

/**
 * Return a file, or undefined if it is not the one that has this hash.
 * @param {string} name @param {string} hash @param {RequestCache} how
 */
async function load(name, hash, how) {
  const response = await fetch(new Request(addressOf(name), { cache: how }));
  const body = await response.arrayBuffer();
  if (!response.ok || (await digest(body)) !== hash) return undefined;
  const headers = KEPT.flatMap((each) => {
    const value = response.headers.get(each);
    return value === null ? [] : [/** @type {[string, string]} */ ([each, value])];
  });
  return new Response(body, { headers });
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith("shell-") && name !== CACHE) await caches.delete(name);
  }
  await worker.clients.claim();
}

/** @param {string} name @param {Request} request */
async function answer(name, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(addressOf(name))) ?? fetch(request);
}

/** @param {string} name */
function addressOf(name) {
  return HOME + (name === "index.html" ? "" : name);
}

/** @param {ArrayBuffer} body */
async function digest(body) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", body)).slice(0, 16);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
