import { describe, expect, test } from 'vitest'
import type { Outcome } from '../answer.ts'
import { runCatalogue } from './run-catalogue.ts'
import * as target from './target.fixture.ts'
import { headerMember } from './token-text.ts'

const { answeredWith, askStrict, casesNamed, claimsOf, runOf, tokenOf, world } = target

type Ask = Parameters<typeof askStrict>[0]

const isIn = (outcome: Outcome): boolean => outcome.kind === 'answered' && outcome.answer.status === 200

/** What a service shows to whom it believes, and which bad tokens it answers in another way. */
interface Shows {
  readonly good: (subject: unknown, claims: Record<string, unknown>) => unknown
  /** Of a bad token, or any: undefined is the strict answer. */
  readonly bad: (claims: Record<string, unknown>, request: Ask) => unknown
}

const serviceThat = ({ good, bad }: Shows) =>
  async function ask(request: Ask): Promise<Outcome> {
    const outcome = await askStrict(request)
    const token = tokenOf(request)
    const claims = claimsOf(token)
    if (isIn(outcome)) return answeredWith(200, good(claims['sub'], claims))
    const said = token === undefined || token === 'garbage' ? undefined : bad(claims, request)
    return said === undefined ? outcome : answeredWith(200, said)
  }

/** What is said of each case. */
async function verdictsOf(shows: Shows, ...ids: string[]) {
  const report = await runCatalogue(runOf(casesNamed(...ids), serviceThat(shows)))
  return report.cases.map(({ id, verdict, reason }) => [id, verdict, reason] as const)
}

const verdictOf = async (shows: Shows, id: string) => (await verdictsOf(shows, id))[0]?.[1]

const isNamed = ({ headers }: Ask) => headers.find(([, value]) => value === 'admin')?.[1]

const ITEMS = [{ fruit: 'apples' }, { fruit: 'pears' }]
const isForOther = ({ aud }: Record<string, unknown>) => aud === world.target.otherAudience
const isOfGuests = (page: unknown) => (claims: Record<string, unknown>) => (isForOther(claims) ? page : undefined)

describe('a bad token gets a page for others, built like the good answer', () => {
  const orders = (user: unknown) => ({ user, items: ITEMS, more: { page: 1, of: 1, sort: 'name' } })

  test.each<[string, (subject: unknown) => unknown, unknown]>([
    ['a name', orders, orders('visitor')],
    ['nobody', orders, orders(null)],
    ['no such member', orders, { items: ITEMS, more: { page: 1, of: 1, sort: 'name' } }],
    ['a greeting', (sub) => ({ message: `Hello ${sub}`, items: ITEMS }), { message: 'Hello visitor', items: ITEMS }],
    ['a plain greeting', (sub) => `Hello ${sub}, welcome to the shop`, 'Hello visitor, welcome to the shop'],
    ['a page', (sub) => `<h1>Orders of ${sub}</h1><p>apples<p>pears`, '<h1>Orders of visitor</h1><p>apples<p>pears'],
    ['an empty name', orders, orders('')],
    ['a name in a list', (sub) => ({ people: [sub], items: ITEMS }), { people: ['visitor'], items: ITEMS }],
    ['a name that is looked up', (sub) => orders(sub === 'servicea' ? 'Service A' : 'Other'), orders('Visitor')],
    ['one name of two', (sub) => ({ ...orders(sub), by: sub }), { ...orders('visitor'), by: 'servicea' }],
    ['a name of a member', orders, orders('kid')],
  ])('that shows %s: nobody can tell', async (_what, good, page) => {
    const [said] = await verdictsOf({ good, bad: isOfGuests(page) }, 'aud-other-service')
    expect(said?.[1]).toBe('inconclusive')
    expect(said?.[2]).toMatch(/--accepted-when/)
  })

  test('nobody can tell either, where a belief would be right as well', async () => {
    const run = runOf(casesNamed('key-jku-honest-signature'), async (request) => {
      const outcome = await askStrict(request)
      if (headerMember(tokenOf(request), 'jku') !== undefined) return answeredWith(200, orders('visitor'))
      return isIn(outcome) ? answeredWith(200, orders(claimsOf(tokenOf(request))['sub'])) : outcome
    })
    expect((await runCatalogue(run)).cases[0]?.verdict).toBe('inconclusive')
  })

  test('nobody can tell either, where it shows somebody else than to a token with a broken signature', async () => {
    const shows: Shows = { good: orders, bad: (claims) => orders(isForOther(claims) ? 'root' : 'visitor') }
    expect(await verdictOf(shows, 'aud-other-service')).toBe('inconclusive')
  })

  test('it is a refusal, where a token with a broken signature gets the same page', async () => {
    const shows = { good: orders, bad: () => orders('visitor') }
    expect((await verdictsOf(shows, 'aud-other-service', 'exp-past', 'sub-missing')).map((each) => each[1])).toEqual([
      'refused',
      'refused',
      'refused',
    ])
  })
})

describe('a bad token that is believed is found', () => {
  test.each<[string, (subject: unknown, claims: Record<string, unknown>) => unknown]>([
    ['shows the subject', (user) => ({ user, items: ITEMS })],
    ['shows it in small letters', (user) => ({ user: String(user).toUpperCase(), items: ITEMS })],
    ['greets', (sub) => `Hello ${sub}, welcome to the shop`],
    ['shows a constant that is like the subject', () => ({ by: 'servicea', items: ITEMS })],
    ['shows no subject', () => ({ shop: 'fruit', items: ITEMS })],
    ['shows another claim', (user, { jti }) => ({ user, jti, items: ITEMS })],
    ['shows a name that is looked up', (sub) => ({ user: sub === 'servicea' ? 'Service A' : 'Other', items: ITEMS })],
  ])('where the answer %s', async (_what, good) => {
    const bad = (claims: Record<string, unknown>) => (isForOther(claims) ? good(claims['sub'], claims) : undefined)
    expect(await verdictOf({ good, bad }, 'aud-other-service')).toBe('believed')
  })

  test.each<[string, (subject: unknown) => unknown]>([
    ['leaves out what is not there', (user) => ({ user, items: ITEMS })],
    ['shows nothing else that differs', (sub) => ({ valid: true, caller: { sub } })],
    ['writes what is not there', (sub) => ({ message: `Hello ${sub}`, items: ITEMS })],
    ['says so in plain text', (sub) => `Hello ${sub}, welcome to the shop of fruit`],
    ['shows it twice', (sub) => ({ user: sub, items: ITEMS.map((each) => ({ ...each, owner: sub })) })],
  ])('about nobody, by a service that %s', async (_what, good) => {
    const bad = (claims: Record<string, unknown>) =>
      typeof claims['sub'] === 'string' ? undefined : good(claims['sub'])
    expect(await verdictsOf({ good, bad }, 'sub-missing', 'sub-not-string')).toEqual([
      ['sub-missing', 'believed', undefined],
      ['sub-not-string', 'believed', undefined],
    ])
  })

  test('about nobody, as far as there is anything to see besides', async () => {
    const shows: Shows = { good: (user) => ({ user }), bad: ({ sub }) => (sub === undefined ? {} : undefined) }
    expect(await verdictOf(shows, 'sub-missing')).toBe('inconclusive')
  })

  test('about nobody, but not where somebody is shown of whom nothing was said', async () => {
    const shows: Shows = {
      good: (user) => ({ user, items: ITEMS }),
      bad: ({ sub }) => (sub === undefined ? { user: 'visitor', items: ITEMS } : undefined),
    }
    expect(await verdictOf(shows, 'sub-missing')).toBe('inconclusive')
  })

  test('as whom a header names, beside no token and beside a good one', async () => {
    const cases = casesNamed('http-identity-header', 'http-identity-header-beside')
    const run = runOf(cases, async (request) => {
      const outcome = await askStrict(request)
      const named = isNamed(request) ?? claimsOf(tokenOf(request))['sub']
      const isBelieved = isIn(outcome) || isNamed(request) !== undefined
      return isBelieved ? answeredWith(200, { user: named, items: ITEMS }) : outcome
    })
    expect((await runCatalogue(run)).cases.map(({ finding }) => finding?.kind)).toEqual(['believed', 'watch'])
  })

  test('as whom nobody is named, with all that good ones get; but not as a guest', async () => {
    const said = ['visitor', 'guest'].map(async (name) => {
      const run = runOf(casesNamed('http-identity-header'), async (request) => {
        const outcome = await askStrict(request)
        const user = isIn(outcome) ? claimsOf(tokenOf(request))['sub'] : isNamed(request) && name
        return user === undefined ? outcome : answeredWith(200, { user, items: ITEMS })
      })
      return (await runCatalogue(run)).cases[0]?.verdict
    })
    expect(await Promise.all(said)).toEqual(['believed', 'inconclusive'])
  })
})
