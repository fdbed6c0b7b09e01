import { afterEach, beforeEach, expect, test } from 'vitest'
import { CATALOGUE, type AttackWorld } from '#attacks'
import { nextTurn, systemClock } from '#core/clock'
import type { Outcome, Sender } from '../../apps/probe/answer.ts'
import { runCatalogue } from '../../apps/probe/engine/run-catalogue.ts'
import type { IssuerSide } from '../../apps/probe/issuer-side.ts'
import type { ProbeReport } from '../../apps/probe/probe-report.ts'
import { secretOf, type TestIssuer } from '../../jwt-factory/test-issuer.ts'
import { askFactory, openIssuerWorld } from '../support/issuer-world.ts'
import { putTogether, takeApart } from './issuer-request.ts'
import { ISSUER_WEAKNESSES, type IssuerWeakness, type IssuerWeaknessName } from './weak-issuer.ts'

let factory: TestIssuer
let world: AttackWorld
beforeEach(async () => void ({ factory, world } = await openIssuerWorld()))
afterEach(() => factory.close())

/** What each weakness opens: all of it, and nothing else. A finding that is no belief has its kind behind it. */
const OPENED: Record<IssuerWeaknessName, readonly string[]> = {
  'takes-get': ['te-get'],
  'last-parameter-counts': ['te-duplicate-param'],
  'first-proof-counts': ['te-two-auth-methods'],
  'reads-secret-in-address': ['te-secret-in-query'],
  'assertion-for-others': ['te-assertion-audience'],
  'assertion-twice': ['te-assertion-replay'],
  'assertion-about-others': ['te-assertion-sub'],
  'assertion-of-any-key': ['te-assertion-other-client'],
  'assertion-unsigned': ['te-assertion-none'],
  'scope-as-asked': ['te-scope-wide:watch'],
  'audience-as-asked': ['te-audience-unknown'],
  'exchange-widens': ['xc-scope-wide'],
  'exchange-to-anybody': ['xc-other-audience'],
  'may-act-unread': ['xc-may-act'],
  'subject-of-any-age': ['xc-expired-subject'],
  'subject-of-any-kind': ['xc-wrong-kind'],
  'subject-for-anybody': ['xc-not-my-token'],
  'subject-of-any-form': ['xc-oversized-subject'],
  'half-an-actor': ['xc-actor-type-missing'],
  'anybody-may-ask': ['in-unauthenticated'],
  'says-why-inactive': ['in-garbage:watch'],
  'anybody-may-revoke': ['rv-other-client'],
  'garbage-is-no-token': ['rv-garbage:good-refused'],
  'takes-any-size': ['dos-body-token:watch'],
}

const atIssuer = CATALOGUE.filter(({ family, id }) => family === 'issuer' || id === 'dos-body-token')

const answered = (status: number, body: object): Outcome => ({
  kind: 'answered',
  answer: { status, headers: [['content-type', 'application/json']], body: JSON.stringify(body), milliseconds: 1 },
})

/** A service that asks the factory about each token. */
const asking = (): Sender => ({
  async send({ headers }) {
    const token = /^Bearer (.+)$/.exec(headers.find(([name]) => name === 'Authorization')?.[1] ?? '')?.[1]
    if (token === undefined) return answered(401, {})
    const basic = Buffer.from(`serviceb:${secretOf('serviceb')}`).toString('base64')
    const { body } = await askFactory(factory, 'introspection', {
      method: 'POST',
      headers: [
        ['Authorization', `Basic ${basic}`],
        ['Content-Type', 'application/x-www-form-urlencoded'],
      ],
      body: new URLSearchParams({ token }).toString(),
    })
    return body['active'] === true ? answered(200, { orders: [1, 2] }) : answered(401, { message: 'refused' })
  },
  close: async () => {},
})

/** The side of an issuer that has one weakness, or none. */
function sideWith({ forgive, spoil }: IssuerWeakness): IssuerSide {
  const seen = new Set<string>()
  return {
    has: new Set(['issuer-key', 'good-token', 'two-good-tokens', 'client', 'exchange', 'assertion-audience', 'raw-socket']), // prettier-ignore
    whyNot: (need) => `there is no ${need}`,
    world: () => world,
    visitsTo: () => 0,
    async ask(endpoint, request) {
      const asked = takeApart(endpoint, request)
      const forgiven = forgive ? await forgive(asked, world, seen) : asked
      const sent = forgiven === asked ? request : putTogether(forgiven)
      const answer = await askFactory(factory, endpoint, sent)
      const { status, body } = spoil ? spoil(answer, asked) : answer
      return answered(status, body)
    },
    close: async () => {},
  }
}

const probe = (weakness: IssuerWeakness): Promise<ProbeReport> =>
  runCatalogue({
    cases: atIssuer,
    sender: asking(),
    issuerSide: sideWith(weakness),
    clock: { ...systemClock, delay: () => nextTurn() },
    target: { url: 'https://serviceb.sandbox.test/', method: 'GET' },
    rate: 'max',
  })

const foundBy = ({ cases }: ProbeReport) =>
  cases
    .flatMap(({ id, finding }) => (finding ? [finding.kind === 'believed' ? id : `${id}:${finding.kind}`] : []))
    .toSorted()

test('a strict issuer has no finding, and every case is run', async () => {
  const report = await probe({})
  expect(foundBy(report)).toEqual([])
  expect(report.cases.filter(({ verdict }) => verdict === 'not-run' || verdict === 'inconclusive')).toEqual([])
})

test.each(Object.keys(OPENED) as IssuerWeaknessName[])('the probe finds exactly what %s opens', async (name) => {
  expect(foundBy(await probe(ISSUER_WEAKNESSES[name]))).toEqual(OPENED[name])
})

test('for every case that asks an issuer there is a weakness', () => {
  const opened = Object.values(OPENED).flatMap((ids) => ids.map((id) => id.split(':')[0]))
  expect(opened.toSorted()).toEqual(atIssuer.map(({ id }) => id).toSorted())
})
