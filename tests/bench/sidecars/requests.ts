import { algorithmOf, type DoorName } from './files.ts'
import { openTokenMaker } from './tokens.ts'
import type { Prepare, WireRequest } from '../requests.ts'

const withToken = (token: string): WireRequest => ({
  method: 'GET',
  path: '/',
  headers: { authorization: `Bearer ${token}` },
})

/** To a verifier, or past it: with a new token each time. */
export const callWithNewTokens =
  (door: DoorName, claims?: object): Prepare =>
  async ({ called, most }) => {
    const make = await openTokenMaker(called.keysFolder, algorithmOf(door), claims)
    const stock = Array.from({ length: Math.min(most, STOCK) }, make)
    return () => withToken(stock.pop() ?? make())
  }

/** Made before anything is measured, so that whoever sends keeps up. Beyond these, each is made when it is sent. */
const STOCK = 16_000

/** The same, with one token for some seconds: longer than a round, and shorter than its life. */
export const callWithKeptToken =
  (door: DoorName, claims?: object): Prepare =>
  async ({ called }) => {
    const make = await openTokenMaker(called.keysFolder, algorithmOf(door), claims)
    let [token, left] = ['', 0]
    return () => {
      if (left-- === 0) [token, left] = [make(), KEPT_FOR]
      return withToken(token)
    }
  }

/** Requests with one token. */
const KEPT_FOR = 500

/** By way of a signer: the address of what it is asked for. */
export const getThrough: Prepare = async ({ processes }) => ({
  method: 'GET',
  path: `${processes['plain-hello'].url}/`,
})
