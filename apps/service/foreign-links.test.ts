import { describe, expect, onTestFinished, test } from 'vitest'
import { loadScenarios, type NumberedScenario } from '#scenarios'
import { openTestService } from './test-service.ts'
import request from '../../tests/support/request.ts'

const lesson = (number: number, changes?: string): NumberedScenario => ({
  number,
  title: 'A link leads here',
  story: 'Somebody follows it.',
  caller: 'servicea',
  callees: [],
  trust: 'ask-factory',
  ...(changes !== undefined && { changes }),
  play: async () => ({ played: true }),
})

describe('a link on a page of another origin', () => {
  const LINK = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  test('plays a scenario that changes nothing, and no other; people and programs play both', async () => {
    const { app, close } = await openTestService('servicea', { scenarios: [lesson(1), lesson(2, 'keys')] })
    onTestFinished(close)
    await request(app).get('/scenario1').set(LINK).expect(200)
    const { body } = await request(app).get('/scenario2').set(LINK).expect(403)
    expect(body.type).toBe('urn:jwt-sandbox:problem:foreign-origin')
    expect(body.detail).toContain('type the address, or use curl')
    for (const site of ['none', 'same-origin']) {
      await request(app)
        .get('/scenario2')
        .set({ ...LINK, 'sec-fetch-site': site })
        .expect(200)
    }
    await request(app).get('/scenario2').expect(200)
  })

  test.each(['prepareKey', 'renewKey', 'revokeKeyOf', 'revoke'] as const)(
    'so a scenario that does not say so cannot %s: that is a bug, and the factory is not asked',
    async (step) => {
      const play: NumberedScenario['play'] = async (stage) => stage[step]('x')
      const { app, close, asked } = await openTestService('servicea', { scenarios: [{ ...lesson(1), play }] })
      onTestFinished(close)
      await request(app).get('/scenario1').expect(500)
      expect(asked).toEqual([])
    },
  )

  test('of the scenarios that come with the sandbox, 6, 10 and 11 say so', async () => {
    const changing = (await loadScenarios()).filter(({ changes }) => changes !== undefined)
    expect(changing.map(({ number }) => number)).toEqual([6, 10, 11])
  })
})
