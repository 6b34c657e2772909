import createClient, { type Client } from "openapi-fetch";

import { Offline, Refused, isProblem, retryAfter } from "./problems.ts";
import { type Retries, USUAL } from "./retries.ts";
import type { paths } from "./schema.ts";
import { type Fetch, persistent } from "./sending.ts";
import { signed } from "./signing.ts";
import { type TokenStore, inMemory } from "./tokens.ts";

export type Api = Client<paths>;

export interface Options {
  /** Where the server is, such as https://api.example.org. */
  readonly baseUrl: string;
  readonly tokens?: TokenStore;
  /** The version of the app: one that is too old is refused with `app_outdated`. */
  readonly appVersion?: string;
  /** The languages to be answered in; left out, the account's. */
  readonly language?: string;
  readonly retries?: Partial<Retries>;
  readonly fetch?: Fetch;
}

/** Return what calls the API: openapi-fetch, with tokens, refreshing and retries. */
export function connect(options: Options): Api {
  const baseUrl = options.baseUrl.replace(/\/+$/, "");
  const send = persistent(options.fetch ?? ((request) => fetch(request)), {
    ...USUAL,
    ...options.retries,
  });
  return createClient<paths>({
    baseUrl,
    fetch: signed(send, baseUrl, options.tokens ?? inMemory()),
    headers: {
      ...(options.appVersion === undefined ? {} : { "x-app-version": options.appVersion }),
      ...(options.language === undefined ? {} : { "accept-language": options.language }),
    },
  });
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/**
 * Return what an answer holds; throws Refused or Offline. It asks `response.ok`, since `error` is
 * falsy wherever a refusal has no body. What has not changed since an ETag (304) is undefined.
 */
export async function bodyOf<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asked;
  if (response.ok || response.status === 304) return data as T;
  if (isProblem(error)) throw new Refused(error, retryAfter(response));
  throw new Offline(`${response.status} without a problem`);
}
