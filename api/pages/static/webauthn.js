// Asks the browser for a passkey: to sign in, to prove a change, or to make one. Where it has none,
// or the page stands at another origin than the one that is believed, what asks for one stays hidden.
const FIELDS = {
  get: (id, signed) => ({
    credential_id: id,
    client_data: signed.clientDataJSON,
    authenticator_data: signed.authenticatorData,
    signature: signed.signature,
    user_handle: signed.userHandle,
  }),
  create: (_, made) => ({ client_data: made.clientDataJSON, attestation: made.attestationObject }),
};

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) =>
    each.charCodeAt(0),
  );

const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

const withIds = (known = []) => known.map((each) => ({ ...each, id: toBytes(each.id) }));

function asBytes(options) {
  const asked = { ...options, challenge: toBytes(options.challenge) };
  if (options.user) asked.user = { ...options.user, id: toBytes(options.user.id) };
  if (options.allowCredentials) asked.allowCredentials = withIds(options.allowCredentials);
  if (options.excludeCredentials) asked.excludeCredentials = withIds(options.excludeCredentials);
  return asked;
}

async function optionsOf(part) {
  if (part.dataset.options) return JSON.parse(part.dataset.options);
  const answer = await fetch("/v1/auth/passkey/options", { method: "POST" });
  if (!answer.ok) throw new Error("no options");
  return (await answer.json()).public_key;
}

async function ask(part) {
  const how = part.dataset.passkey;
  const publicKey = asBytes(await optionsOf(part));
  const found = await navigator.credentials[how]({ publicKey });
  const form = part.closest("form");
  for (const [name, value] of Object.entries(FIELDS[how](toText(found.rawId), found.response))) {
    if (value) form.elements[name].value = typeof value === "string" ? value : toText(value);
  }
  form.submit();
}

function offer(part) {
  const button = part.querySelector("button");
  const say = (name) => {
    for (const each of part.querySelectorAll("[data-when]")) {
      each.hidden = each.dataset.when !== name;
    }
  };
  part.hidden = false;
  button.addEventListener("click", async () => {
    say("");
    button.disabled = true;
    try {
      await ask(part);
    } catch (error) {
      say(error.name === "InvalidStateError" ? "known" : "failed");
      button.disabled = false;
    }
  });
}

for (const part of document.querySelectorAll("[data-origin]")) {
  const works = window.PublicKeyCredential !== undefined && location.origin === part.dataset.origin;
  if (part.dataset.passkey === undefined) part.hidden = works;
  else if (works) offer(part);
}
