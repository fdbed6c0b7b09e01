import type { KongJwtConfig } from './plugin.ts'

/** The defaults of the plugin. */
export const jwtConfig = (changes: Partial<KongJwtConfig> = {}): KongJwtConfig => ({
  uriParamNames: ['jwt'],
  cookieNames: [],
  headerNames: ['authorization'],
  keyClaimName: 'iss',
  secretIsBase64: false,
  claimsToVerify: [],
  maximumExpiration: 0,
  ...changes,
})
