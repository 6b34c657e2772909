/** What `shell.js` gives the service worker. */
declare const SHELL: { readonly version: string; readonly files: Readonly<Record<string, string>> };
