import { z } from 'zod'
import { jsonBody, parseInput } from '#core/http/input'
import { PRETTY } from '#core/http/pretty'
import { Problem } from '#core/http/problem'
import { readQuery, type Parameter } from '#core/http/query'
import { route, type Route } from '#core/http/routes'
import { sendSecret } from '#core/http/send'
import { isRingId } from '#core/rings/ring-id'
import { ANYONE } from '#core/token/trust'
import { takeLook, UNHEARD } from '#core/trace/look'
import { MAIN, type Issuer, type Issuers } from '../issuer.ts'
import { introspectionFor } from '../oauth/routes/introspect.ts'
import { ownTokenJudge, type OwnTokenParts } from '../oauth/granted/own-token.ts'
import type { Clients } from '../registered-clients/clients.ts'
import { verdictsOf, type VerifyParts } from '../routes/verify.ts'

export interface LookAtTokenParts extends Omit<VerifyParts, 'log'>, Omit<OwnTokenParts, 'issuer' | 'log' | 'issuers'> {
  issuers: OwnTokenParts['issuers'] & Pick<Issuers, 'main' | 'named'>
  clients: Clients
}

export const lookedAtSchema = z.strictObject({ token: z.string('is required, a text').max(100_000) })

const OF_ISSUER = {
  issuer: { read: readIssuerName, takes: 'the name of an issuer' },
  ...PRETTY,
} satisfies Record<string, Parameter<string | boolean>>

/**
 * What the factory would say of a token at /verify and at /introspect, with every check: for whoever compares verifiers. No log, no trace
 * and no list of requests has it, no fault is about it, and nothing is used up: a client is vouched for, and need not prove itself.
 */
export function lookAtToken(parts: LookAtTokenParts): Route[] {
  const { issuers, clients } = parts
  const verdictOn = verdictsOf({ ...parts, log: UNHEARD })
  return [
    route(
      'POST /control/verify/:ringId',
      'what POST /verify/:ringId would say, with every check; nobody is told',
      jsonBody,
      async (request, response) => {
        const look = takeLook()
        const verdict = await verdictOn(request, look.context)
        sendSecret(response, { verdict, checks: look.checks().flat() })
      },
    ),
    route(
      'POST /control/clients/:clientId/introspect',
      'what this client would hear of {token} at /introspect, with every check; nobody is told (?issuer=demo: of another issuer)',
      jsonBody,
      async ({ params, query, body }, response) => {
        const { issuer: name = MAIN } = readQuery(query, OF_ISSUER)
        const { token } = parseInput(lookedAtSchema, body)
        const client = clients.get(String(params['clientId']))
        if (!client) throw new Problem('not-found', 'There is no such client. GET /control/clients lists all.')
        const issuer: Issuer = name === MAIN ? issuers.main : issuers.named(name)
        const look = takeLook()
        const judgeOwnToken = ownTokenJudge({ ...parts, issuer, log: UNHEARD })
        const verdict = await judgeOwnToken(look.context, { token, what: 'the token', audience: ANYONE })
        const introspection = introspectionFor(client, verdict)
        sendSecret(response, {
          introspection,
          checks: [...look.checks().flat(), concern(verdict.valid, introspection)],
        })
      },
    ),
  ]
}

function readIssuerName(text: string): string | undefined {
  return text === MAIN || isRingId(text) ? text : undefined
}

/** What a believed token is not active for: a stranger. */
const concern = (isBelieved: boolean, { active }: { active: boolean }) => ({
  check: 'concern',
  rule: 'RFC 7662 §4: only its recipient and the client that got it hear of it',
  outcome: isBelieved ? (active ? 'passed' : 'failed') : 'skipped',
})
