import type { components } from "./schema.ts";

export type SignIn = components["schemas"]["TokensOut"];

/** What a phone keeps of its sign-in. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/**
 * Where the tokens are kept, such as the keychain. `save(undefined)` is called once the sign-in is
 * over: ask for a new one, and keep what is queued for the same person.
 */
export interface TokenStore {
  load(): Tokens | undefined | Promise<Tokens | undefined>;
  save(tokens: Tokens | undefined): void | Promise<void>;
}

/** Keep the tokens for as long as the process lives. */
export function inMemory(tokens?: Tokens): TokenStore {
  let kept = tokens;
  return {
    load: () => kept,
    save: (fresh) => {
      kept = fresh;
    },
  };
}

/** Return what to keep of an answer to sign-in, refresh, or a redeemed code. */
export function tokensOf(signIn: Pick<SignIn, "access_token" | "refresh_token">): Tokens {
  return { accessToken: signIn.access_token, refreshToken: signIn.refresh_token };
}
