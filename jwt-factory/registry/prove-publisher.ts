import type { Request } from 'express'
import { examine, type FurtherCheck, type RefusalLog } from '#core/access/judge'
import { readBearer } from '#core/http/bearer'
import { contextOf } from '#core/http/context'
import { Problem } from '#core/http/problem'
import { PUBLISHED_ALGORITHMS } from '#core/registry/published-key'
import type { Clock } from '#core/clock'
import { explainRejection } from '#core/token/explain-rejection'
import { TITLES, TokenRejected, type RejectionReason } from '#core/token/rejection'
import { ANYONE, type KeyHint, type VerificationKey } from '#core/token/trust'
import { isMeantForUs, meantFor } from './called-here.ts'
import type { ProvedRequest } from './spend-request.ts'

/** The longest life of a JWT that changes something here, in seconds: jwtproxy's live for five minutes. */
const LONGEST_LIFE = 3600

/** Longer than any request takes. Milliseconds. */
const SOME_TIME = 600_000

export interface PublisherParts {
  clock: Clock
  log: RefusalLog
  /** FACTORY_URL, with its real port. */
  url: () => string
  leewaySeconds: number
}

export interface PublisherQuestion {
  service: string
  /** What the JWT is for, for the trace. */
  what: string
  /** The key of that id, where the JWT may be signed by it. */
  keyOf: (kid: string) => VerificationKey | undefined | Promise<VerificationKey | undefined>
}

/**
 * Proves who changes the keys of a service: its JWT is signed by one of these keys, says that the service has made it (`iss`), for
 * this registry (`aud`) and not as a client, and lives. Whether it was used before is decided with the change that it asks for.
 * @throws Problem key-refused when another key has signed; invalid-input for all else, as the protocol wants it: there is no 401
 */
export async function provePublisher(
  request: Request,
  { service, what, keyOf }: PublisherQuestion,
  { clock, log, url, leewaySeconds }: PublisherParts,
): Promise<ProvedRequest> {
  const token = readBearer(request, 'registry')
  if (token === undefined) throw new Problem('invalid-input', NO_TOKEN)
  let signedBy = ''
  const select = async ({ kid = '' }: KeyHint) => {
    const key = await keyOf(kid)
    if (!key) throw new TokenRejected('unknown-key')
    signedBy = kid
    return key
  }
  const trust = {
    issuer: service,
    audience: ANYONE,
    subject: ANYONE,
    algorithms: PUBLISHED_ALGORITHMS,
    type: 'JWT',
    required: ['aud', 'exp', 'iat', 'jti'],
    maxLifetimeSeconds: LONGEST_LIFE,
    leewaySeconds,
    keys: { select },
  } as const
  const audience = {
    check: 'audience',
    rule: 'RFC 7519 §4.1.3: meant for this registry',
    run({ aud }: { aud?: string | string[] }) {
      if ([aud].flat().some((each) => each !== undefined && isMeantForUs(each, request, url()))) return
      throw new TokenRejected('wrong-audience', { claim: 'aud', expected: meantFor(request, url()) })
    },
  }
  const further = [ofNoClient, audience]
  const examined = await examine(token, trust, { clock, context: contextOf(request), log, what, further })
  if (!examined.valid) throw refusalOf(examined.rejection)
  const { jti = '', exp = 0 } = examined.claims // required above
  return {
    signedBy,
    requestId: jti,
    believedUntil: Math.ceil(Math.max((exp + leewaySeconds) * 1000, clock.now() + SOME_TIME)),
  }
}

/** A client may have the name and the key of a service, and its assertions are meant for the same address. */
const ofNoClient: FurtherCheck = {
  check: 'purpose',
  rule: 'RFC 8725 §3.12: no assertion of a client, which has a subject or a scope',
  run(claims) {
    const claim = ['sub', 'scope'].find((name) => claims[name] !== undefined)
    if (claim !== undefined) throw new TokenRejected('invalid-claim', { claim, expected: LEAVE_IT_OUT })
  },
}

const LEAVE_IT_OUT = 'left out, for an assertion of a client has it'

const NO_TOKEN =
  'There is no JWT: whoever changes keys signs the request with the key itself, or with an approved key of the service (Authorization: Bearer …).'

/** Who has signed is the question of these; of all others, what they have signed. */
const WRONG_KEY: ReadonlySet<RejectionReason> = new Set(['unknown-key', 'revoked-key', 'signature-mismatch'])

function refusalOf(rejection: TokenRejected): Problem {
  const { reason } = rejection
  const members = { reason }
  if (WRONG_KEY.has(reason)) return new Problem('key-refused', `${TITLES[reason]}. ${WHOSE_KEY}`, { members })
  return new Problem('invalid-input', `The JWT of the request is refused: ${explainRejection(rejection)}.`, { members })
}

const WHOSE_KEY =
  'A key is published by a JWT that it has signed itself, or that an approved key of the service has signed, and deleted by one that it has signed itself; the header names the key (kid).'
