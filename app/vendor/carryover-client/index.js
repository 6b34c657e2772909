export { bodyOf, connect } from "./client.js";
export { Offline, Refused, isProblem, } from "./problems.js";
export { USUAL } from "./retries.js";
export { inMemory, tokensOf } from "./tokens.js";
