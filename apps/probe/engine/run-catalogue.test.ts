import { describe, expect, test, vi } from 'vitest'
import { CATALOGUE, type AttackRequest } from '#attacks'
import type { CurlOf } from './result.ts'
import { runCatalogue } from './run-catalogue.ts'
import * as target from './target.fixture.ts'
import { headerMember } from './token-text.ts'

const { askStrict, casesNamed, claimsOf, runOf, tokenOf } = target

describe('a strict service', () => {
  test('has no finding, and every case has a verdict, in the order of the catalogue', async () => {
    const cases = CATALOGUE.filter(({ family }) => family !== 'cost')
    const report = await runCatalogue(runOf(cases, askStrict))
    expect(report.cases.filter(({ finding }) => finding)).toEqual([])
    expect(report.cases.filter(({ verdict }) => verdict === 'inconclusive')).toEqual([])
    expect(report.cases.map(({ id }) => id)).toEqual(cases.map(({ id }) => id))
    expect(report.summary.byVerdict.refused).toBeGreaterThan(190)
    expect(report.stopped).toBeUndefined()
    expect(report.controls.every(({ areRight }) => areRight)).toBe(true)
    expect(report.controls.map(({ at }) => at).slice(0, 2)).toEqual(['begin', 'after signature'])
    expect(report.controls.at(-1)?.at).toBe('end')
  })

  test('gets no whole token into its report', async () => {
    const sent: string[] = []
    const report = await runCatalogue(
      runOf(casesNamed('aud-other-service', 'http-query', 'sig-random'), (request) => {
        sent.push(tokenOf(request) ?? '')
        return askStrict(request)
      }),
    )
    const text = JSON.stringify(report)
    expect(sent.filter((token) => token.length > 20 && text.includes(token))).toEqual([])
    expect(report.cases[0]?.token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]{8}…$/)
  })

  test('what the run lacks is not run, and counted by its reason', async () => {
    const report = await runCatalogue(runOf(casesNamed('life-revoked', 'life-revoked-cached', 'sig-random'), askStrict))
    expect(report.summary.notRunByReason).toEqual({ 'this run has no revocation': 2 })
    expect(report.summary.byVerdict['not-run']).toBe(2)
  })

  test('a case that was left out is in the report, and nothing of it is sent', async () => {
    const report = await runCatalogue(runOf(casesNamed('sig-random'), askStrict, { whyLeftOut: () => '--skip' }))
    expect(report.cases[0]).toMatchObject({ verdict: 'not-run', reason: '--skip' })
  })
})

const letsClientIn = (request: AttackRequest) =>
  request.headers[0]?.[0] === 'X-Client-Id' ? Promise.resolve(target.letIn()) : askStrict(request)

describe('a sloppy service', () => {
  test('that does not look at the audience is found, with the setting and a line that repeats it', async () => {
    const report = await runCatalogue(
      runOf(
        casesNamed('aud-other-service', 'exp-past', 'sig-random'),
        async (request) => {
          const token = tokenOf(request)
          const isOther = claimsOf(token)['aud'] === target.world.target.otherAudience
          return isOther ? target.letIn() : askStrict(request)
        },
        { curlOf: () => 'curl …' },
      ),
    )
    expect(report.cases.find(({ finding }) => finding)).toMatchObject({
      id: 'aud-other-service',
      verdict: 'believed',
      curl: 'curl …',
      finding: { kind: 'believed', isFailing: true, severity: { level: 'critical' } },
    })
    expect(report.summary).toMatchObject({ findings: 1, failing: 1 })
  })

  test('that believes one of several attempts is asked again by the number of that attempt', async () => {
    const curlOf = vi.fn<CurlOf>()
    await runCatalogue(runOf(casesNamed('http-identity-header'), letsClientIn, { curlOf }))
    expect(curlOf.mock.calls.map(([, about]) => about)).toMatchObject([{ id: 'http-identity-header', attempt: 2 }])
  })

  test('that refuses a good token is found, and a POLICY case never fails a run', async () => {
    const odd = /"foo"|"b64"|"future"/
    const report = await runCatalogue(
      runOf(casesNamed('ok-extra-claims', 'ok-aud-array', 'exp-before-iat'), async (request) => {
        const token = tokenOf(request) ?? ''
        const text = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
        return odd.test(text) ? target.refusal('no') : askStrict(request)
      }),
    )
    expect(report.cases.flatMap(({ id, finding }) => (finding ? [`${id} ${finding.kind}`] : []))).toEqual([
      'ok-extra-claims good-refused',
    ])
  })

  test('that answers 500, hangs or hangs up has a finding for each', async () => {
    const outcomes = new Map<string, Awaited<ReturnType<typeof askStrict>>>([
      ['rs256', target.answeredWith(500, 'oops')],
      ['RS1', { kind: 'hung', milliseconds: 5000 }],
      ['constructor', { kind: 'dropped', detail: 'ECONNRESET' }],
    ])
    const report = await runCatalogue(
      runOf(casesNamed('alg-lowercase', 'alg-unknown', 'alg-prototype-name'), async (request) => {
        const alg = String(headerMember(tokenOf(request), 'alg'))
        return outcomes.get(alg) ?? askStrict(request)
      }),
    )
    expect(report.cases.map(({ verdict, finding }) => [verdict, finding?.severity.cwe])).toEqual([
      ['crashed', 755],
      ['hung', 400],
      ['crashed', 755],
    ])
  })

  test('that believes in an answer which it does not end is found for what it believed; one that refuses so for what it cut', async () => {
    const report = await runCatalogue(
      runOf(casesNamed('aud-other-service', 'exp-past'), async (request) => {
        const { aud, exp } = claimsOf(tokenOf(request))
        const isOther = aud === target.world.target.otherAudience
        const said = isOther ? target.letIn() : await askStrict(request)
        const isCut = said.kind === 'answered' && (isOther || Number(exp) < target.world.now())
        return isCut ? { kind: 'dropped', detail: 'it closed the connection', came: said.answer } : said
      }),
    )
    expect(report.cases).toMatchObject([
      { verdict: 'crashed', finding: { sentence: expect.stringMatching(/answered 401, and ended the connection/) } },
      { verdict: 'believed', got: { status: 200 }, remarks: [expect.stringMatching(/did not end/)] },
    ])
  })

  test('that believes a token once and refuses it when it comes again is no finding', async () => {
    let count = 0
    const report = await runCatalogue(
      runOf(casesNamed('aud-other-service'), async (request) => {
        const isOther = claimsOf(tokenOf(request))['aud'] === target.world.target.otherAudience
        return isOther && count++ === 0 ? target.letIn() : askStrict(request)
      }),
    )
    expect(report.cases[0]).toMatchObject({ verdict: 'inconclusive' })
    expect(report.summary).toMatchObject({ findings: 0, unclearMust: 1 })
  })

  test('that fetches the address in a token is found, though it refuses', async () => {
    const report = await runCatalogue(
      runOf(casesNamed('key-jku-attacker'), askStrict, { issuerSide: target.sideOf({ visitsTo: () => 2 }) }),
    )
    expect(report.cases[0]).toMatchObject({ verdict: 'refused', finding: { kind: 'watch' } })
  })

  test('that does not believe an algorithm has no verdict about bad tokens of it', async () => {
    const report = await runCatalogue(
      runOf(casesNamed('sig-ecdsa-zero', 'sig-ecdsa-swapped', 'sig-random'), async (request) => {
        const alg = String(headerMember(tokenOf(request), 'alg'))
        return alg.startsWith('ES') ? target.refusal('algorithm') : askStrict(request)
      }),
    )
    expect(report.cases.map(({ verdict }) => verdict)).toEqual(['refused', 'not-run', 'not-run'])
    expect(Object.keys(report.summary.notRunByReason)[0]).toContain('ES256')
  })
})

/** Of so many tokens for somebody else it believes one. */
const oneOf = (count: number) => {
  let asked = 0
  return async (request: Parameters<typeof askStrict>[0]) => {
    const isOther = claimsOf(tokenOf(request))['aud'] === target.world.target.otherAudience
    return isOther && ++asked % count === 0 ? target.letIn() : askStrict(request)
  }
}

describe('a service that answers by chance', () => {
  test.each([2, 3])('is named as one, and found: it believes one of %i', async (count) => {
    const told: string[] = []
    const run = runOf(casesNamed('aud-other-service', 'exp-past'), oneOf(count), {
      onResult: ({ id, verdict }) => told.push(`${id} ${verdict}`),
    })
    const report = await runCatalogue(run)
    const believed = report.cases.find(({ id }) => id === 'aud-other-service')
    expect(believed).toMatchObject({ verdict: 'believed', finding: { kind: 'believed' } })
    expect(believed?.remarks.join()).toMatch(/by chance: of \d+ such tokens it believed 2/)
    expect(told).toContain('aud-other-service believed')
    expect(report.cases.find(({ id }) => id === 'exp-past')?.verdict).toBe('refused')
  })

  test('is asked more often about what it refused, and that is said', async () => {
    const report = await runCatalogue(runOf(casesNamed('aud-other-service', 'exp-past'), oneOf(3)))
    expect(report.cases.find(({ id }) => id === 'exp-past')?.remarks.join()).toMatch(/refused 12 such tokens in a row/)
  })

  test('about a good token is named so', async () => {
    let count = 0
    const report = await runCatalogue(
      runOf(casesNamed('ok-aud-array'), async (request) => {
        const isList = Array.isArray(claimsOf(tokenOf(request))['aud'])
        return isList && ++count % 2 === 1 ? target.refusal('by chance') : askStrict(request)
      }),
    )
    expect(report.cases[0]).toMatchObject({ verdict: 'inconclusive', reason: expect.stringMatching(/by chance/) })
  })
})
