/** What the server is told of this app; it may refuse one that is too old. */
export const VERSION = "1.0.0";
