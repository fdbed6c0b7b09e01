import { createPrivateKey, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { openTestUpstream, PRESHARED_KEYS, straightTo } from './jwtproxy/parties.ts'
import { keyFolder, runJwtproxy } from './support/jwtproxy-program.ts'
import { freePorts } from './support/ports.ts'
import { nodeWords } from './support/processes.ts'
import { startRedis, withRedis } from './support/redis.ts'

const VERIFIER = { program: process.execPath, words: nodeWords('apps/sidecar/main.ts', 'verifier'), isStandIn: true }
const AUDIENCE = 'http://verifier.example'

/** Verifiers that remember used tokens in one store, each a process of its own. */
async function openVerifiers(store: string) {
  const [folder, upstream] = [await keyFolder(), await openTestUpstream()]
  const key = createPrivateKey(await readFile(join(folder, 'a.key')))
  return {
    upstream,
    token: () =>
      new SignJWT({ jti: randomUUID() })
        .setProtectedHeader({ alg: 'RS256', kid: 'a-1', typ: 'JWT' })
        .setIssuer('service-a')
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime('4m')
        .sign(key),
    async start() {
      const [port = 0] = await freePorts(1)
      const yaml = `
jwtproxy:
  verifier_proxies:
  - listen_addr: 127.0.0.1:${port}
    verifier:
      upstream: ${upstream.address}
      audience: ${AUDIENCE}
      nonce_storage: {type: store, options: {store: "${store}", folder: used}}
      key_server:
${PRESHARED_KEYS}
`
      const running = await runJwtproxy(VERIFIER, folder, yaml, [port])
      return {
        async call(token: string) {
          const { status, body } = await straightTo(port, '/', { headers: { authorization: `Bearer ${token}` } })
          return status === 200 ? 'let in' : (JSON.parse(body) as { reason: string }).reason
        },
        async kill() {
          running.kill('SIGKILL')
          await running.ended()
        },
      }
    },
  }
}

/** What holds for every store that processes share. */
async function expectOnceForAll({ start, token, upstream }: Awaited<ReturnType<typeof openVerifiers>>) {
  const [one, other] = [await start(), await start()]
  const used = await token()
  expect([await one.call(used), await other.call(used), await one.call(used)]).toEqual([
    'let in',
    'replayed',
    'replayed',
  ])
  const raced = await token()
  const outcomes = await Promise.all(Array.from({ length: 20 }, (_, at) => (at % 2 ? one : other).call(raced)))
  expect(outcomes.filter((outcome) => outcome === 'let in')).toHaveLength(1)
  expect(new Set(outcomes)).toEqual(new Set(['let in', 'replayed']))
  await Promise.all([one.kill(), other.kill()])
  const next = await start()
  expect([await next.call(used), await next.call(raced), await next.call(await token())]).toEqual([
    'replayed',
    'replayed',
    'let in',
  ])
  expect(upstream.seen).toHaveLength(3)
  return next
}

test('with SQLite a token is used once by all processes, by twenty at once, and after all of them were killed', async () => {
  await expectOnceForAll(await openVerifiers('sqlite'))
})

withRedis.test('with Redis as well, and while it is away nobody is let in', async () => {
  const redis = await startRedis()
  onTestFinished(() => redis.kill())
  const verifiers = await openVerifiers(redis.url)
  const left = await expectOnceForAll(verifiers)
  await redis.kill()
  expect(await left.call(await verifiers.token())).toBe('cannot-decide')
})
