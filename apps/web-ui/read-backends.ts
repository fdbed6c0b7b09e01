import type { AskedBackend } from './ask-backend.ts'

/** The two of the sample, by their names in a cluster. */
export const DEFAULT_BACKENDS = ['http://backend-api/data', 'http://second-backend-api/data2']

/** @throws Error for an address that is none, with a sentence for the terminal */
export const readBackends = (addresses: readonly string[] = DEFAULT_BACKENDS): AskedBackend[] =>
  addresses.map((address) => {
    const url = URL.canParse(address) ? new URL(address) : undefined
    if (url?.protocol !== 'http:') throw new Error(`--backend=${address.slice(0, 100)} is to begin with http://.`)
    return { name: url.hostname, path: url.pathname, ...(url.port !== '' && { port: Number(url.port) }) }
  })
