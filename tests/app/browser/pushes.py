"""What reaches a phone from outside: messages to its service worker, and what it then shows."""

import json
from typing import Any

from tests.app.browser.phones import Phone
from tests.waiting import until

SHOWN = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  const shown = await registration.getNotifications();
  return shown.map(({ title, body, tag, lang, data }) => ({ title, body, tag, lang, data }));
}"""
# As if she touched a notification, or swiped it away.
TOUCH = """async ([type, tag]) => {
  const [notification] = await self.registration.getNotifications({ tag });
  let done;
  const event = new NotificationEvent(type, { notification });
  event.waitUntil = (promise) => { done = promise };
  self.dispatchEvent(event);
  await done;
}"""
# A browser without a window cannot subscribe: this stands for what its push service gives it.
SUBSCRIBED = """(target) => {
  let made = null;
  const bytes = (text) => Uint8Array.from(
    atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
  PushManager.prototype.getSubscription = async () => made;
  PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
    if (!userVisibleOnly) throw new DOMException("", "NotAllowedError");
    const options = { applicationServerKey: bytes(applicationServerKey).buffer };
    const { endpoint, p256dh, auth } = target;
    made = {
      endpoint, options,
      toJSON: () => ({ endpoint, keys: { p256dh, auth } }),
      unsubscribe: async () => { made = null; return true },
    };
    return made;
  };
}"""
IS_SUBSCRIBED = """navigator.serviceWorker.getRegistration()
  .then((each) => each.pushManager.getSubscription()).then(Boolean)"""


async def can_subscribe(held: Phone, target: dict[str, str]) -> None:
    """Have the pages that a phone opens from now on subscribe at this target."""
    await held.context.add_init_script(f"({SUBSCRIBED})({json.dumps(target)})")


async def shown_on(held: Phone) -> list[dict[str, Any]]:
    """Return the notifications that a phone shows."""
    found: list[dict[str, Any]] = await held.page.evaluate(SHOWN)
    return found


async def push(held: Phone, **message: Any) -> None:
    """Bring a message to a phone, as its push service does, and wait until it is there."""
    # Before it is active, a message would be lost.
    await held.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    devtools = await held.context.new_cdp_session(held.page)
    found: list[dict[str, Any]] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(event["registrations"]),
    )
    await devtools.send("ServiceWorker.enable")
    await until(lambda: found, "the service worker's registration")
    told = {"origin": held.url, "registrationId": found[0]["registrationId"]}
    await devtools.send("ServiceWorker.deliverPushMessage", told | {"data": json.dumps(message)})
    await devtools.detach()


async def touch(held: Phone, kind: str, tag: str) -> None:
    """Touch a notification (`notificationclick`), or swipe it away (`notificationclose`)."""
    (worker,) = held.context.service_workers
    await worker.evaluate(TOUCH, [kind, tag])
