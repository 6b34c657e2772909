/** On the page of an invite: hands the code behind the # of its link on to the app. */

(() => {
  const code = location.hash.replace(/[^0-9a-z]/gi, "");
  const link = document.getElementById("open");
  if (code && link instanceof HTMLAnchorElement) link.href = `/app/#/join/${code}`;
})();
