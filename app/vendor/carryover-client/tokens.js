/** Keep the tokens for as long as the process lives. */
export function inMemory(tokens) {
    let kept = tokens;
    return {
        load: () => kept,
        save: (fresh) => {
            kept = fresh;
        },
    };
}
/** Return what to keep of an answer to sign-in, refresh, or a redeemed code. */
export function tokensOf(signIn) {
    return { accessToken: signIn.access_token, refreshToken: signIn.refresh_token };
}
