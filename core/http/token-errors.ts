/** Errors of OAuth (RFC 6750 §3.1, RFC 6749 §5.2, RFC 9449 §7.1): whoever answers so has looked at the token. */
export const TOKEN_ERRORS: ReadonlySet<unknown> = new Set(['invalid_token', 'invalid_grant', 'invalid_dpop_proof'])
