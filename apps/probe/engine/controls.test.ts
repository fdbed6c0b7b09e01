import { describe, expect, test } from 'vitest'
import type { Outcome } from '../answer.ts'
import { CannotProbe, runCatalogue } from './run-catalogue.ts'
import * as target from './target.fixture.ts'

const { answeredWith, askStrict, casesNamed, claimsOf, runOf, tokenOf } = target

const CASES = casesNamed('sig-random', 'exp-past', 'aud-other-service')

describe('nothing that follows would mean anything', () => {
  test.each<[string, Outcome, RegExp]>([
    ['nobody is there', { kind: 'unreachable', detail: 'ECONNREFUSED' }, /^Nobody answers/],
    ['there is no answer', { kind: 'hung', milliseconds: 5000 }, /did not answer the good token/],
    ['the connection ends', { kind: 'dropped', detail: 'ECONNRESET' }, /ended the connection/],
    ['the good token is refused', target.refusal('wrong-audience'), /401.*wrong-audience.*--audience/],
    ['there is no such path', answeredWith(404, 'Not found'), /404: Not found.*--accepted-when/],
    [
      'a page says so',
      answeredWith(404, '<html>\n<pre>Cannot GET\n/x</pre>'),
      /^\S+ answered the good token with 404: Cannot GET \/x\. Give/,
    ],
    ['it breaks', answeredWith(500), /500/],
    ['it sends elsewhere', answeredWith(302, '', ['location', '/login']), /302/],
    ['the path is public', answeredWith(200, { products: [1, 2] }), /as it answers the good one.*--accepted-when/],
  ])('%s', async (_what, outcome, sentence) => {
    const run = runCatalogue(runOf(CASES, async () => outcome))
    await expect(run).rejects.toThrow(CannotProbe)
    await expect(run).rejects.toThrow(sentence)
  })

  test.each<[string, Outcome, RegExp]>([
    ['breaks', answeredWith(500, 'oops'), /without a token.*500.*breaks/],
    ['does not answer', { kind: 'hung', milliseconds: 5000 }, /did not answer a request without a token/],
    ['hangs up', { kind: 'dropped', detail: 'ECONNRESET' }, /without a whole answer to a request without a token/],
    ['has had enough', answeredWith(429), /without a token.*429.*--rate/],
    [
      'says 200, and who could say what that means',
      answeredWith(200, {
        valid: true,
        orders: [1, 2],
        claims: { sub: 'servicea', iss: target.world.target.issuer },
        hint: 'log in',
        more: { see: 'c' },
      }),
      /without a token.*200.*--accepted-when/,
    ],
  ])('without a token the service %s', async (_what, outcome, sentence) => {
    const run = runCatalogue(
      runOf(CASES, async (request) => (tokenOf(request) === undefined ? outcome : askStrict(request))),
    )
    await expect(run).rejects.toThrow(CannotProbe)
    await expect(run).rejects.toThrow(sentence)
  })

  test('a marker that an answer to no token has is none', async () => {
    const marker = { in: 'json', path: ['products'] } as const
    const run = runCatalogue(runOf(CASES, async () => answeredWith(200, { products: [] }), { marker }))
    await expect(run).rejects.toThrow(/the marker is not what only an accepted answer has/)
  })

  test('a marker that the answer to the good token lacks is none', async () => {
    const marker = { in: 'text', text: 'Welcome' } as const
    await expect(runCatalogue(runOf(CASES, askStrict, { marker }))).rejects.toThrow(
      /does not have what --accepted-when/,
    )
  })

  test('a public page is asked all the same, where a marker tells who is believed', async () => {
    const marker = { in: 'json', path: ['user'], value: 'servicea' } as const
    const report = await runCatalogue(runOf(CASES, page, { marker }))
    expect(report.cases.map(({ verdict }) => verdict)).toEqual(['refused', 'refused', 'refused'])
  })
})

test.each([
  ['without a token', undefined],
  ['with garbage', 'garbage'],
])('a service that lets in by chance who comes %s is not probed', async (_how, brings) => {
  let count = 0
  const run = runOf(CASES, async (request) =>
    tokenOf(request) === brings && ++count % 2 === 0 ? target.letIn() : askStrict(request),
  )
  await expect(runCatalogue(run)).rejects.toThrow(/answers by chance/)
})

describe('a service that says 200 and means no', () => {
  test('refuses what it refuses, by the body', async () => {
    const report = await runCatalogue(runOf(CASES, soft))
    expect(report.cases.map(({ verdict }) => verdict)).toEqual(['refused', 'refused', 'refused'])
    expect(report.cases[0]?.remarks).toContain('the refusal has a status that says success')
  })

  test('and believes what it believes', async () => {
    const report = await runCatalogue(
      runOf(CASES, async (request) => {
        const { aud } = claimsOf(tokenOf(request))
        return aud === target.world.target.otherAudience ? target.letIn() : soft(request)
      }),
    )
    expect(report.cases.map(({ verdict }) => verdict)).toEqual(['refused', 'refused', 'believed'])
  })
})

describe('a service that sends to its login', () => {
  test('refuses so', async () => {
    const report = await runCatalogue(runOf(CASES, login))
    expect(report.cases.map(({ verdict }) => verdict)).toEqual(['refused', 'refused', 'refused'])
  })

  test('a redirect to somewhere else is no verdict', async () => {
    const report = await runCatalogue(
      runOf(CASES, async (request) => {
        const { aud } = claimsOf(tokenOf(request))
        return aud === target.world.target.otherAudience
          ? answeredWith(302, '', ['location', '/welcome'])
          : login(request)
      }),
    )
    expect(report.cases.at(-1)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringMatching(/sends elsewhere/),
    })
  })
})

describe('the target does not hold out', () => {
  test('it locks us out: what it refused meanwhile is not trusted, and the rest is not run', async () => {
    const report = await runCatalogue(runOf(CASES, after(9, target.refusal('locked'))))
    expect(report.stopped).toMatch(/^After the family time the target locked us out: .* 401/)
    expect(report.cases.map(({ verdict }) => verdict)).toEqual(['refused', 'inconclusive', 'not-run'])
    expect(report.controls.at(-1)).toMatchObject({ at: 'after time', good: 401, areRight: false })
  })

  test('it crashes half way', async () => {
    const report = await runCatalogue(runOf(CASES, after(9, { kind: 'unreachable', detail: 'ECONNREFUSED' })))
    expect(report.stopped).toMatch(/the target crashed: nobody answers any more \(ECONNREFUSED\)/)
    expect(report.cases.map(({ verdict }) => verdict)).toEqual(['refused', 'inconclusive', 'not-run'])
  })

  test('it lets everybody in after a while', async () => {
    const report = await runCatalogue(runOf(CASES, after(9, target.letIn())))
    expect(report.stopped).toMatch(/lets everybody in/)
  })

  test('one lost answer is no lock-out', async () => {
    let goods = 0
    const report = await runCatalogue(
      runOf(CASES, async (request) => {
        const said = await askStrict(request)
        const isGood = said.kind === 'answered' && said.answer.status === 200
        return isGood && ++goods === 4 ? { kind: 'hung', milliseconds: 5000 } : said
      }),
    )
    expect(report.stopped).toBeUndefined()
  })
})

/** From so many refusals on. */
function after(count: number, outcome: Outcome) {
  let refused = 0
  return async (request: Parameters<typeof askStrict>[0]) => {
    if (refused >= count) return outcome
    const said = await askStrict(request)
    if (said.kind === 'answered' && said.answer.status === 401) refused++
    return said
  }
}

/** What everybody sees, and who is believed. */
async function page(request: Parameters<typeof askStrict>[0]) {
  const outcome = await askStrict(request)
  const isIn = outcome.kind === 'answered' && outcome.answer.status === 200
  return answeredWith(200, { products: [1, 2], user: isIn ? 'servicea' : null })
}

async function soft(request: Parameters<typeof askStrict>[0]) {
  const outcome = await askStrict(request)
  const isIn = outcome.kind === 'answered' && outcome.answer.status === 200
  return isIn ? outcome : answeredWith(200, { error: 'please log in', code: 17 })
}

async function login(request: Parameters<typeof askStrict>[0]) {
  const outcome = await askStrict(request)
  const isIn = outcome.kind === 'answered' && outcome.answer.status === 200
  return isIn ? outcome : answeredWith(302, '', ['location', '/login?back=%2Forders'])
}
