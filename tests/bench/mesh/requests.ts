import { openTokenMaker } from '../sidecars/tokens.ts'
import type { Prepare, WireRequest } from '../requests.ts'

/** Asks with one token for as long as it is good for: what a person's client does. */
export const askWithKeptToken: Prepare = async ({ called }) => {
  const make = await openTokenMaker(called.keysFolder, 'ES256')
  let [request, left]: [WireRequest, number] = [withBearer(make()), KEPT_FOR_REQUESTS]
  return () => {
    if (left-- === 0) [request, left] = [withBearer(make()), KEPT_FOR_REQUESTS]
    return request
  }
}

/** A token lasts almost an hour, and a bench may take longer. */
const KEPT_FOR_REQUESTS = 500

const withBearer = (token: string): WireRequest => ({
  method: 'GET',
  path: '/',
  headers: { host: 'backend-api', authorization: `Bearer ${token}` },
})
