import { expect, test } from 'vitest'
import { kongToken } from '#core/access/kong-plugin.fixture'
import { GATEWAY_LESSONS } from '#core/trace/context'
import { openTestGateways } from './gateway.fixture.ts'
import { openWithPlugins } from './plugin/plugin-rules.fixture.ts'

// What a play can ask of the gateways of scenario 13 by `tracestate`: those of others do not listen to it.

const headersOf = (lesson: string) => ({
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  tracestate: `jwt-sandbox=gateway-${lesson}`,
})

test.each(GATEWAY_LESSONS)('%s, said by a stranger, makes no gateway of your own weaker', async (lesson) => {
  const headers = headersOf(lesson)
  const plugins = await openWithPlugins('{name: jwt, config: {claims_to_verify: [exp]}}')
  expect((await plugins.askWith('a.b.c', { headers })).status).toBe(401)
  expect((await plugins.askWith(kongToken({ exp: 1 }), { headers })).status).toBe(401)
  const stateless = await openTestGateways(
    '  - { dialect: kong-stateless, listen: "127.0.0.1:0", upstream: "{up}", black_list: memory, lifetime: 1h }\n',
  )
  const minted = await stateless.ask('/consumers/john_doe/jwt', { method: 'POST', headers })
  const { token } = JSON.parse(minted.body)
  expect((await stateless.askWith(token, { headers })).status).toBe(200)
  await stateless.ask('/blacklist', { method: 'POST', body: `token=${token}`, headers })
  expect((await stateless.askWith(token, { headers })).status).toBe(401)
  expect([plugins.seen.length, stateless.seen.length]).toEqual([0, 1])
})
