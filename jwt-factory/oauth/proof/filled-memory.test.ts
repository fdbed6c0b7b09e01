import { afterEach, beforeEach, expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { assertion, assertionForm, openTestIssuer, START, type TestIssuer } from '../../test-issuer.ts'

const BYTES = 60_000

let factory: TestIssuer
beforeEach(async () => {
  const store = createMemoryStore(manualClock(START), { maxBytes: BYTES })
  factory = await openTestIssuer({ store, roomBytes: BYTES * 0.75 })
})
afterEach(() => factory.close())

async function prove(client: string) {
  const form = { grant_type: 'client_credentials', ...assertionForm(await assertion(factory, client)) }
  return factory.post('/token', { ...form, audience: client === 'serviceb' ? 'servicec' : 'serviceb' })
}

const tokenOfB = () => factory.grant('serviceb', { audience: 'servicec' })

const WAYS = {
  'by assertions': () => prove('servicea'),
  'by revocations': async () => factory.post('/revoke', { token: await factory.grant('servicea') }, 'servicea'),
}

test.each(['by assertions', 'by revocations'] as const)(
  'a client that fills what is remembered, %s, is told so, and keeps no other from its tokens',
  async (way) => {
    let refused = await WAYS[way]()
    for (let at = 0; at < 1000 && refused.status === 200; at++) refused = await WAYS[way]()
    expect(refused).toMatchObject({
      status: 429,
      headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
      body: {
        error: 'temporarily_unavailable',
        error_description: expect.stringMatching(/of this client .*exp.*There is room again in \d+ s$/),
      },
    })
    expect(await prove('batch')).toMatchObject({ status: 200 })
    expect(await prove('serviceb')).toMatchObject({ status: 200 })
    await factory.post('/revoke', { token: await tokenOfB() }, 'serviceb').expect(200)
    await factory.ask('servicea').expect(200) // by its secret: nothing is remembered of that
  },
)
