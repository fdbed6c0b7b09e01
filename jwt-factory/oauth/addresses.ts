import type { Issuer } from '../issuer.ts'

/**
 * The address of a route of an issuer, as its discovery document names it (RFC 8414 §2) and its clients compare it.
 * @param path for instance `token`
 */
export const addressAt = ({ url }: Issuer, path: string): string => `${url.replace(/\/$/, '')}/${path}`
