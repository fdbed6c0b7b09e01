import { Buffer } from 'node:buffer'
import type { Clock } from '#core/clock'
import { createRemoteKeys } from '#core/key-sources/remote-keys'
import type { KeySetAnswer } from '#core/key-sources/remote-key-set'
import { chooseKey, KEY_SET_BOUNDS, loadKeySet } from '#core/keys/key-set'
import { MAX_DEPTH, parseStrictJsonText } from '#core/token/strict-json'
import type { KeySource } from '#core/token/trust'
import type { TellOfRefusal } from './tell-safely.ts'
import type { TokenRules } from './token-rules.ts'

/** For all of an answer. Milliseconds. */
const FETCH_PATIENCE = 5000

/** Where the keys of the issuer come from: what was given, or its address, at the pace of core/key-sources. */
export function openKeySource(rules: TokenRules<object>, clock: Clock, tell: TellOfRefusal): KeySource {
  if (rules.jwksUri === undefined) return standingKeys(rules.keys)
  const { jwksUri, fetch = globalThis.fetch } = rules
  return createRemoteKeys<void>({
    clock,
    fetch: (etag) => askForKeySet(jwksUri, fetch, etag, clock),
    tell: (event, fields) => tell({ reason: event, error: JSON.stringify(fields) }),
  }).source()
}

/** Loaded with the first token. */
function standingKeys(jwks: TokenRules['keys']): KeySource {
  let loading: ReturnType<typeof loadKeySet> | undefined
  return { select: async (hint) => chooseKey((await (loading ??= loadKeySet(jwks))).keys, hint) }
}

async function askForKeySet(
  address: string,
  fetch: typeof globalThis.fetch,
  etag: string | undefined,
  clock: Clock,
): Promise<KeySetAnswer> {
  const ending = new AbortController()
  const stop = clock.every(FETCH_PATIENCE, () => ending.abort(new Error('the issuer did not answer in time')))
  try {
    const answer = await fetch(address, {
      headers: { accept: 'application/json', ...(etag !== undefined && { 'if-none-match': etag }) },
      redirect: 'manual', // the keys of whoever it leads to are not those of the issuer
      signal: ending.signal,
    })
    const header = (name: string) => answer.headers.get(name) ?? undefined
    const headers = Object.fromEntries(
      ['etag', 'cache-control', 'age'].flatMap((name) => (header(name) === undefined ? [] : [[name, header(name)]])),
    )
    const text = answer.status === 200 ? await readKeySetText(answer) : void (await answer.body?.cancel())
    const body = text === undefined ? undefined : parseStrictJsonText(text, MAX_DEPTH, KEY_SET_BOUNDS.structure)
    return { status: answer.status, body, headers }
  } finally {
    stop()
  }
}

async function readKeySetText(answer: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of answer.body ?? []) {
    size += piece.length
    if (size > KEY_SET_BOUNDS.bytes) throw new Error('the key set is too large')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString()
}
