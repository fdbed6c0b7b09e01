import type { JWK } from 'jose'
import type { AttackRequest } from '#attacks'
import { bearerAmong } from '#core/http/bearer'
import { Problem } from '#core/http/problem'
import { chooseKey, loadKeySet } from '#core/keys/key-set'
import type { Algorithm } from '#core/token/algorithms'
import * as rules from '#core/token/claim-rules'
import type { Claims } from '#core/token/claims'
import { parseCompactForm } from '#core/token/compact-form'
import { TokenRejected } from '#core/token/rejection'
import { parseStrictJson } from '#core/token/strict-json'
import { hasType } from '#core/token/token-type'
import { ANYONE, type Trust, type VerificationKey } from '#core/token/trust'
import { parseHeader, refuseCritical, allowedAlgorithm } from '#core/token/verify-signature'
import { REALM, twinRefusal, welcome } from './answers.ts'
import { checkSignatureOnce } from './known-tokens.ts'
import { NotAllowed, Undecided, type TwinChecks, type TwinMemory, type TwinParts } from './checks.ts'

/** As Node bounds the headers of a request. Bytes. */
const MOST_HEADERS = 16_384

/** How long a key set is good, and how soon it is read again for an unknown key id. Seconds. */
const KEY_SET_LIFE = 60
const COOL_DOWN = 30

const REQUIRED = ['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id']

/** The checks of a strict service, made of the house's own. @param checks all of them, as they are in the end */
export function strictChecks(parts: TwinParts, checks: TwinChecks, memory: TwinMemory): TwinChecks {
  const trust: Trust = {
    issuer: parts.issuer,
    audience: parts.audience,
    subject: ANYONE,
    type: parts.types,
    algorithms: parts.algorithms as Algorithm[], // it only looks for a name in them
    required: REQUIRED,
    maxLifetimeSeconds: 3600,
    leewaySeconds: parts.leewaySeconds,
    keys: { select: (hint) => chooseKey(memory.keys, hint) },
  }
  const by = (rule: rules.ClaimRule) => (claims: Claims) => void rule(claims, trust, parts.now())
  return {
    bounds: ({ headers }) => {
      const size = headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0)
      if (size > MOST_HEADERS) throw new Problem('too-large', 'The headers are too large', { status: 431 })
    },
    isProtected: () => true,
    token: (request) => tokenOfRequest(request, parts),
    judge: async (token, request) => {
      const form = checks.form(token)
      const header = checks.header(form.headerBytes)
      checks.critical(header)
      checks.kind(header)
      await checks.proof(form, header)
      const claims = checks.claims(form.payloadBytes)
      for (const name of ['shapes', 'issuer', 'audience', 'subject', 'required', 'expiry'] as const)
        checks[name](claims)
      for (const name of ['notBefore', 'issuedAt', 'lifetime'] as const) checks[name](claims)
      checks.binding(claims, request)
      await checks.revoked(claims)
      await checks.spend(claims, token)
      return claims
    },
    form: parseCompactForm,
    header: parseHeader,
    critical: refuseCritical,
    kind: (header) => {
      if (!hasType(header, parts.types)) throw new TokenRejected('wrong-type')
    },
    proof: async (form, header) => {
      const key = await checks.key(header, checks.algorithm(header))
      await checks.signature(form, key)
    },
    algorithm: (header) => allowedAlgorithm(header, trust.algorithms),
    key: async (header, algorithm) => {
      const { kid } = header
      if (kid !== undefined && (typeof kid !== 'string' || kid === '')) throw new TokenRejected('unknown-key')
      const hint = { kid, alg: algorithm as Algorithm } // it is compared with those of the keys
      const known = await checks.keys(false)
      const key = chooseOrNone(known, hint) ?? chooseKey(await checks.keys(true), hint)
      if (key.algorithm !== algorithm) throw new TokenRejected('wrong-algorithm')
      return key
    },
    signature: checkSignatureOnce,
    keys: async (isUnknown) => {
      await memory.reading
      if (!checks.mustRead(parts.monotonic() - memory.readAt, isUnknown)) return memory.keys
      memory.readAt = parts.monotonic() // a failure too keeps it from asking at once again
      memory.reading = readInto(memory, checks)
      await memory.reading
      return memory.keys
    },
    mustRead: (age, isUnknown) => age >= (isUnknown ? COOL_DOWN : KEY_SET_LIFE),
    fetchKeys: async () => ((await parts.readKeySet()) as { keys?: unknown[] }).keys ?? [], // loading looks at each
    load: loadedOnce,
    claims: (bytes) => {
      try {
        return parseStrictJson(bytes) as Claims // `shapes` makes it true
      } catch (cause) {
        throw new TokenRejected('malformed', { cause })
      }
    },
    shapes: by(rules.shapes),
    issuer: by(rules.issuer),
    audience: by(rules.audience),
    subject: ({ sub }) => {
      const domain = parts.trustDomain
      if (domain !== undefined && !String(sub).startsWith(`spiffe://${domain}/`))
        throw new TokenRejected('wrong-subject')
    },
    required: by(rules.required),
    expiry: by(rules.notExpired),
    notBefore: by(rules.active),
    issuedAt: by(rules.issuedBefore),
    lifetime: by(rules.maxLifetime),
    binding: by(rules.unbound),
    revoked: async ({ jti }) => {
      if (await parts.isRevoked(jti)) throw new TokenRejected('revoked-token')
    },
    spend: async ({ iss, jti }) => {
      if (!parts.isOneUse) return
      const name = JSON.stringify([iss, jti])
      if (memory.spent.has(name)) throw new TokenRejected('replayed')
      memory.spent.add(name)
    },
    scope: ({ scope }) => {
      if (parts.scope !== undefined && !String(scope).split(' ').includes(parts.scope)) throw new NotAllowed()
    },
    actor: ({ act }) => {
      if (parts.actor !== undefined && (act as { sub?: unknown } | undefined)?.sub !== parts.actor)
        throw new NotAllowed()
    },
    believe: welcome,
    refuse: twinRefusal,
  }
}

function tokenOfRequest({ headers, query, body }: AttackRequest, { path, takesForms }: TwinParts): string | undefined {
  const authorization = headers.flatMap(([name, value]) =>
    name.toLowerCase() === 'authorization' ? [value.replace(/^[ \t]+|[ \t]+$/g, '')] : [],
  )
  const token = bearerAmong({ authorization, target: query === undefined ? path : `${path}?${query}` }, REALM)
  return token ?? (takesForms ? (new URLSearchParams(body).get('access_token') ?? undefined) : undefined)
}

const loaded = new Map<string, Promise<readonly VerificationKey[]>>()

/** There is a bound to a set, which is not that of a key. */
const FEW = 50

/**
 * Hundreds of twins read key sets that differ in one key of a case, and what is loaded never changes. Keys of one id depend on each other,
 * and are loaded together.
 */
async function loadedOnce(jwks: readonly unknown[]): Promise<readonly VerificationKey[]> {
  const ids = new Set(jwks.map((jwk) => (jwk as JWK | null)?.kid))
  const apart = ids.size === jwks.length && jwks.length < FEW
  return apart ? (await Promise.all(jwks.map((jwk) => loadOnce([jwk])))).flat() : loadOnce(jwks)
}

function loadOnce(jwks: readonly unknown[]): Promise<readonly VerificationKey[]> {
  const text = JSON.stringify(jwks)
  const keys = loaded.get(text) ?? loadKeySet({ keys: jwks }).then((set) => set.keys)
  loaded.set(text, keys)
  return keys
}

async function readInto(memory: TwinMemory, checks: TwinChecks): Promise<void> {
  try {
    memory.jwks = await checks.fetchKeys()
    memory.keys = await checks.load(memory.jwks)
  } catch {
    if (memory.keys.length === 0) throw new Undecided() // else the known ones are good for a while longer
  } finally {
    memory.reading = undefined
  }
}

function chooseOrNone(keys: readonly VerificationKey[], hint: { kid: string | undefined; alg: Algorithm }) {
  try {
    return chooseKey(keys, hint)
  } catch {
    return undefined
  }
}
