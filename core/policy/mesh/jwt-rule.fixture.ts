import type { JwtRule } from './jwt-rule.ts'

/** A rule of a RequestAuthentication that says no more than whose tokens it is for. */
export const bareJwtRule = (issuer: string, changes: Partial<JwtRule> = {}): JwtRule => ({
  issuer,
  audiences: [],
  fromHeaders: [],
  fromParams: [],
  fromCookies: [],
  outputClaimToHeaders: [],
  forwardOriginalToken: false,
  timeoutSeconds: 5,
  spaceDelimitedClaims: [],
  ...changes,
})
