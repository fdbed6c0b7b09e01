import { ANYONE, type KeySource, type Trust } from './trust.ts'

/** What B believes of one issuer, with nothing let off. */
export const strictTrust = (keys: KeySource, required: Trust['required'] = ['exp']): Trust => ({
  issuer: 'https://issuer',
  audience: 'serviceb',
  subject: ANYONE,
  algorithms: ['ES256'],
  type: 'JWT',
  required,
  maxLifetimeSeconds: 600,
  leewaySeconds: 0,
  keys,
})
