import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { CATALOGUE, goodForms, makeToken, type AttackRequest } from '#attacks'
import { readBearer } from '#core/http/bearer'
import { Problem } from '#core/http/problem'
import { verdictOnToken } from './support/attack-verdicts.ts'
import { attackWorld } from './support/attack-world.ts'

const world = attackWorld()

/** What service B answers to a request, in the words of the catalogue; what only its HTTP parser says is not asked here. */
async function answerTo({ path = world.target.path, query, headers }: AttackRequest): Promise<string> {
  const url = query === undefined ? path : `${path}?${query}`
  const request = { url, rawHeaders: headers.flat() } as unknown as IncomingMessage // it reads no more of it
  try {
    const token = readBearer(request, 'serviceb')
    if (token === undefined) return '401 bare'
    return (await verdictOnToken(world, token)) === 'believed' ? '2xx' : '401 token'
  } catch (error) {
    if (error instanceof Problem && error.type === 'invalid-request') return '400 request'
    throw error
  }
}

describe('how a token is brought', () => {
  test.each(CATALOGUE.filter(({ family }) => family === 'transport'))(
    '$id gets an answer that is right',
    async (attack) => {
      for (const { steps, label } of await attack.make(world, true)) {
        const last = steps.at(-1)
        if (last?.do !== 'send') expect.fail('a case about transport sends one request')
        expect(attack.expects, label).toContain(await answerTo(last.request))
      }
      for (const { steps } of await attack.make(world, false)) {
        const last = steps.at(-1)
        if (last?.do === 'send') expect(await answerTo(last.request)).toBe('2xx')
      }
    },
  )

  test('and in every form that the standards allow, it is believed', async () => {
    for (const [form, request] of Object.entries(goodForms(await makeToken(world)))) {
      const headers = request.headers.map(([name, value]) => [name, value.replace(/^[ \t]+|[ \t]+$/g, '')] as const) // as parsers do
      expect(await answerTo({ ...request, headers }), form).toBe('2xx')
      expect(isFitForFetch(request), form).toBe(true)
    }
  })

  test('what fetch would change or refuse says that it goes through a socket', async () => {
    for (const attack of CATALOGUE) {
      for (const { steps } of await attack.make(world, true).catch(() => [])) {
        for (const step of steps) if (step.do === 'send') expect(isFitForFetch(step.request), attack.id).toBe(true)
      }
    }
  })
})

/** fetch joins equal names, trims values, and takes no control character and no body with GET. */
function isFitForFetch({ method, headers, body, raw }: AttackRequest): boolean {
  if (raw) return true
  const names = headers.map(([name]) => name.toLowerCase())
  const values = headers.every(([, value]) => /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value))
  return values && new Set(names).size === names.length && (method !== 'GET' || body === undefined)
}
