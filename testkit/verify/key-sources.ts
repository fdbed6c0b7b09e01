import { Buffer } from 'node:buffer'
import type { Clock } from '#core/clock'
import { createRemoteKeys } from '#core/key-sources/remote-keys'
import type { KeySetAnswer } from '#core/key-sources/remote-key-set'
import { chooseKey, KEY_SET_BOUNDS, loadKeySet } from '#core/keys/key-set'
import { MAX_DEPTH, parseStrictJsonText } from '#core/token/strict-json'
import type { KeySource } from '#core/token/trust'
import { errorChain } from './error-chain.ts'
import type { TellOfRefusal } from './tell-safely.ts'
import type { TimeLimit } from './time-limit.ts'
import type { TokenRules } from './token-rules.ts'

/** What a source of keys needs of the guard. */
export interface KeySourceParts {
  clock: Clock
  /** For all of an answer, even of a `fetch` that does not mind its signal. */
  limit: TimeLimit
  tell: TellOfRefusal
}

/** Where the keys of the issuer come from: what was given, or its address, at the pace of core/key-sources. */
export function openKeySource(rules: TokenRules<object>, { clock, limit, tell }: KeySourceParts): KeySource {
  if (rules.jwksUri === undefined) return standingKeys(rules.keys)
  const { jwksUri, fetch = globalThis.fetch } = rules
  return createRemoteKeys<void>({
    clock,
    fetch: (etag) =>
      limit('the issuer', (signal) =>
        askForKeySet(jwksUri, fetch, etag, signal).catch((cause: unknown) => {
          throw new Error(errorChain(cause), { cause })
        }),
      ),
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
  signal: AbortSignal,
): Promise<KeySetAnswer> {
  const answer = await fetch(address, {
    headers: { accept: 'application/json', ...(etag !== undefined && { 'if-none-match': etag }) },
    redirect: 'manual', // the keys of whoever it leads to are not those of the issuer
    signal,
  })
  const header = (name: string) => answer.headers.get(name) ?? undefined
  const headers = Object.fromEntries(
    ['etag', 'cache-control', 'age'].flatMap((name) => (header(name) === undefined ? [] : [[name, header(name)]])),
  )
  const text = answer.status === 200 ? await readKeySetText(answer) : void (await answer.body?.cancel())
  const body = text === undefined ? undefined : parseStrictJsonText(text, MAX_DEPTH, KEY_SET_BOUNDS.structure)
  return { status: answer.status, body, headers }
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
