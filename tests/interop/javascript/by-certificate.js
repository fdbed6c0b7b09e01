import { readFileSync } from 'node:fs'
import { Agent, fetch } from 'undici'

/** The fetch of whoever shows a certificate, as oauth4webapi and openid-client write it for `customFetch`. */
export function fetchBy({ cert, key }) {
  const shown = { cert: readFileSync(cert), key: readFileSync(key) }
  const dispatcher = new Agent({ connect: { ...shown, rejectUnauthorized: true } })
  return (url, options) => fetch(url, { ...options, dispatcher })
}
