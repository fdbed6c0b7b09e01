import { claimNeeds, needsInWords, type ClaimNeeds, type ClaimReading } from '#core/access/claim-needs'
import { stokeDialect } from '#core/access/dialects/stoke/stoke'
import type { StokeParts } from '#core/access/dialects/stoke/stoke'
import { judge, type RefusalLog } from '#core/access/judge'
import { titleOfReason } from '#core/access/reason-titles'
import { decideBy } from '#core/access/run-dialect'
import { createStokeKeys } from '#core/access/stoke-keys'
import type { AccessDecision, AskedRequest } from '#core/access/dialect'
import type { StandingTrust } from '#core/access/verifier'
import type { Clock } from '#core/clock'
import { playIssuerOf } from '#core/config/play-issuer'
import { createRemoteKeys } from '#core/key-sources/remote-keys'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { fingerprint } from '#core/token/redact'
import { ANYONE } from '#core/token/trust'
import type { Verdict } from '#core/token/verdict'
import type { RequestContext } from '#core/trace/request-context'
import type { FactoryClient } from '#factory-client'
import type { Role } from '#scenarios'

export interface PeopleVerifierParts {
  trust: StandingTrust
  factory: Pick<FactoryClient, 'fetchPersonKeys'>
  clock: Clock
  machine: Clock
  log: RefusalLog
}

/** What is asked of a person, and how a claim with several values is read. */
export interface PersonAsked {
  needs: ClaimNeeds
  reading: ClaimReading
}

/** Believed, and perhaps a claim that is missing: the name of it. */
export type PersonVerdict = Verdict & { lacking?: string }

/**
 * What a service believes of a person's token, in the dialect strict, before it sees one.
 * @param issuerUrl the address of the factory, by which its tokens say who issued them
 */
export const peopleTrust = (role: Role, issuerUrl: string, leewaySeconds: number): StandingTrust => ({
  issuer: playIssuerOf(issuerUrl),
  audience: role,
  algorithms: ALL_ALGORITHMS,
  type: 'JWT',
  required: ['exp', 'iat', 'jti'],
  maxLifetimeSeconds: A_DAY_OF_LIFE,
  leewaySeconds,
})

/** How a service checks the tokens of people, in either dialect. Both fetch the keys that the factory publishes for people in plays. */
export function createPeopleVerifier(parts: PeopleVerifierParts) {
  const { trust, factory, clock, machine, log } = parts
  const fetchKeys = (context: RequestContext, why: string) => {
    const what = `for the public keys that sign for people: ${why}`
    const spanId = context.recorder.step({ verb: 'asks', what, to: 'jwt-factory' })
    return factory.fetchPersonKeys({ context, spanId })
  }
  const remote = createRemoteKeys<RequestContext>({
    clock,
    machine,
    fetch: async (_etag, why, context) => ({
      status: 200,
      body: await fetchKeys(context, WHY_PERSON_KEYS[why]),
      headers: {},
    }),
    tell: (event, fields) => log.warn(fields, event),
  })
  const stokeKeys: StokeParts['keys'] = createStokeKeys({
    fetchKeySet: (context) => fetchKeys(context, 'the exp of the set here has passed, or there is none'),
    now: clock.now,
    log,
  })

  return {
    /** As all services here do, and then the claims of the person: who lacks one is known, and not let in. */
    async strict(token: string, { needs, reading }: PersonAsked, context: RequestContext): Promise<PersonVerdict> {
      const verdict = await judge(
        token,
        { ...trust, subject: ANYONE, keys: remote.source(context) },
        { clock, context, log },
      )
      if (!verdict.valid) return verdict
      const lacking = claimNeeds(needs, reading)(verdict.claims)
      const { recorder } = context
      const reason = lacking === undefined ? {} : { reason: titleOfReason('claim-not-allowed') }
      recorder.step({
        verb: 'checks',
        what: `what its claims allow (${needsInWords(needs)})`,
        checks: [{ check: 'requirement', rule: READING_RULES[reading], outcome: lacking === undefined ? 'passed' : 'failed', ...reason }], // prettier-ignore
      })
      if (lacking === undefined) return verdict
      recorder.step({
        verb: 'refuses',
        what: 'the person',
        reason: `the token is good, and does not say ${needsInWords(needs)}`,
      })
      const { traceId } = context.trace
      log.warn({ reason: 'claim-not-allowed', claim: lacking, token: fingerprint(token), traceId }, 'person-refused')
      return { ...verdict, lacking }
    },

    /** As a client of Stoke: its Go client, or with `whole` its Python client. */
    stoke(request: AskedRequest, { needs, reading }: PersonAsked, context: RequestContext): Promise<AccessDecision> {
      return decideBy(stokeDialect({ keys: stokeKeys, needs, reading, now: clock.now }), request, { context, log })
    },
  }
}

export type PeopleVerifier = ReturnType<typeof createPeopleVerifier>

const A_DAY_OF_LIFE = 86_400

const WHY_PERSON_KEYS = {
  first: 'there are none here yet',
  stale: 'those here are too old',
  'unknown-key': 'a token names a key that is not among those here',
}

const READING_RULES: Record<ClaimReading, string> = {
  parts: 'own policy: any of the values between the commas may be the one',
  whole: 'own policy: the whole text is the one value',
}
