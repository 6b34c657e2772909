export interface Tokens { readonly accessToken: string; readonly refreshToken: string }
export interface TokenStore {
  load(): Tokens | undefined | Promise<Tokens | undefined>;
  save(tokens: Tokens | undefined): void | Promise<void>;
}
export interface FieldProblem { readonly pointer: string; readonly code: string }
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: readonly FieldProblem[];
  readonly retryable: boolean;
  readonly retryAfterS: number | undefined;
  readonly body: Record<string, any>;
}
export class Offline extends Error {}
interface Answer { data?: any; error?: any; response: Response }
interface Asked {
  params?: { path?: Record<string, string>; query?: Record<string, unknown>; header?: Record<string, string> };
  body?: unknown;
  parseAs?: "json" | "text" | "blob" | "stream";
  headers?: Record<string, string>;
}
type Call = (path: string, asked?: Asked) => Promise<Answer>;
export interface Api { GET: Call; POST: Call; PUT: Call; PATCH: Call; DELETE: Call }
export interface Options {
  baseUrl: string;
  tokens?: TokenStore;
  appVersion?: string;
  language?: string;
  retries?: { attempts?: number; firstWaitMs?: number; longestWaitMs?: number; timeoutMs?: number };
  fetch?: (request: Request) => Promise<Response>;
}
export function connect(options: Options): Api;
export function bodyOf(asked: Promise<Answer>): Promise<any>;
export function tokensOf(signIn: { access_token: string; refresh_token: string }): Tokens;
