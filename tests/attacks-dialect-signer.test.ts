import { afterEach, expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { openTestSidecars, type TestSidecars } from '../apps/sidecar/sidecars.fixture.ts'
import { verifierWorld } from './support/jwtproxy-party.ts'
import { needs } from './support/needs.ts'
import { sendRaw } from './support/raw.ts'

// The cases about the signer of jwtproxy, against the signer: what is asked for gets a token in its dialect, and none without it.

const opened: TestSidecars[] = []
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close()
})

/** Only one destination is named, and that is none of those that are asked for. */
async function openSigner(dialect: 'strict' | 'jwtproxy'): Promise<TestSidecars> {
  const named = dialect === 'strict' ? '\ndestinations: ["http://localhost:1"]' : ''
  const sidecars = await openTestSidecars({ signerProxy: `dialect: ${dialect}${named}` })
  opened.push(sidecars)
  return sidecars
}

/** Has the signer asked as a case says, with the upstream for a listener. */
async function ask(id: string, { signerPort, upstream }: TestSidecars, host?: string): Promise<number> {
  const attack = CATALOGUE.find((each) => each.id === id) ?? expect.fail(`there is no ${id}`)
  const [attempt] = await attack.make({ ...verifierWorld(), listener: upstream.address }, true)
  const step = attempt?.steps.at(-1)
  if (step?.do !== 'send') return expect.fail('it sends one request')
  const { method, path = '/', headers } = step.request
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: service', ...headers.map((field) => field.join(': '))]
  return (await sendRaw(signerPort, [...lines, 'Connection: close', '', ''].join('\r\n'), undefined, host)).status
}

test('each weakness of the signer that has to do with requests is a case', () => {
  const numbers = CATALOGUE.filter(({ party }) => party === 'jwtproxy-signer').map(({ id }) => id.split('-')[2])
  expect(numbers).toEqual(['w10', 'w11', 'w13'])
})

test('W11: a host that nobody has named gets a token, and without the dialect it gets none', async () => {
  const [original, strict] = [await openSigner('jwtproxy'), await openSigner('strict')]
  expect(await ask('dialect-jwtproxy-w11-signs-for-every-host', original)).toBe(200)
  expect(original.upstream.seen[0]?.headers.authorization).toMatch(/^Bearer ey/)
  expect(await ask('dialect-jwtproxy-w11-signs-for-every-host', strict)).toBe(403)
  expect(strict.upstream.seen).toEqual([])
})

needs(process.platform === 'darwin' && 'this system has one loopback address').test(
  'W10: whoever reaches the machine is answered, and without the dialect nobody is there',
  async () => {
    const ofSigner = 'dialect-jwtproxy-w10-signs-for-anybody'
    expect(await ask(ofSigner, await openSigner('jwtproxy'), '127.0.0.2')).toBeGreaterThan(0)
    expect(await ask(ofSigner, await openSigner('strict'), '127.0.0.2')).toBe(0)
  },
)
