export { type Api, type Options, bodyOf, connect } from "./client.ts";
export {
  type FieldProblem,
  Offline,
  type ProblemBody,
  Refused,
  type UploadProblemBody,
  isProblem,
} from "./problems.ts";
export {
  type Change,
  type ChangeProblem,
  type Kept,
  type OfflineStore,
  type Queue,
  type RefusedChange,
  type Synced,
  MOST_CHANGES,
  NOTHING,
  offlineQueue,
} from "./queue.ts";
export { type Retries, USUAL } from "./retries.ts";
export type { Fetch } from "./sending.ts";
export type { components, operations, paths } from "./schema.ts";
export { type SignIn, type TokenStore, type Tokens, inMemory, tokensOf } from "./tokens.ts";
