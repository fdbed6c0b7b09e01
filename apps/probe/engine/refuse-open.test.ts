import { expect, test, vi } from 'vitest'
import type { AttackRequest } from '#attacks'
import type { Outcome } from '../answer.ts'
import { CannotProbe, runCatalogue } from './run-catalogue.ts'
import { answeredWith, askStrict, casesNamed, letIn, runOf, tokenOf } from './target.fixture.ts'

const CASES = casesNamed('sig-random', 'exp-past', 'aud-other-service')
const ORDERS = { orders: [1, 2].map((id) => ({ id, name: 'book' })) }
const BELIEVED = 200

async function isBelieved(request: AttackRequest): Promise<boolean> {
  const outcome = await askStrict(request)
  return outcome.kind === 'answered' && outcome.answer.status === BELIEVED
}

/** Lets everybody in, as somebody or as anonymous. */
const anonymous =
  (body: (isKnown: boolean, request: AttackRequest) => unknown) =>
  async (request: AttackRequest): Promise<Outcome> =>
    answeredWith(200, body(await isBelieved(request), request))

const echo = (_isKnown: boolean, { headers }: AttackRequest) => ({ headers: Object.fromEntries(headers), at: 'orders' })

test.each<[string, (request: AttackRequest) => Promise<Outcome>, RegExp]>([
  ['shows nobody', anonymous(() => ORDERS), /as it answers the good one: .*as anonymous.*--accepted-when/],
  [
    'asks no token of anybody, and refuses bad ones',
    async (request) => (tokenOf(request) === undefined ? letIn() : askStrict(request)),
    /refuses garbage with 401: .*allow_missing.*--accepted-when/,
  ],
  ['shows guests less of a list', anonymous((isKnown) => (isKnown ? ORDERS : { orders: [] })), /nobody can tell.*--accepted-when/], // prettier-ignore
  ['sends back what it was sent', anonymous(echo), /nobody can tell.*--accepted-when/],
])('of a target that lets everybody in and %s a marker is asked for at once', async (_what, send, sentence) => {
  const sent = vi.fn(send)
  const run = runCatalogue(runOf(CASES, sent))
  await expect(run).rejects.toThrow(CannotProbe)
  await expect(run).rejects.toThrow(sentence)
  expect(sent.mock.calls.length).toBeLessThan(30)
})

test('a target that calls guests anonymous is told by its answers, and needs no marker', async () => {
  const named = anonymous((isKnown) => ({ consumer: isKnown ? 'gold' : 'anonymous' }))
  const { cases } = await runCatalogue(runOf(CASES, named))
  expect(cases.map(({ verdict }) => verdict)).toEqual(['refused', 'refused', 'refused'])
})
