import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Step } from '#core/trace/step'
import { certifiedFolder } from './support/folders.ts'
import { onUnix } from './support/needs.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

let keysFolder: string
let sandbox: TestSandbox
const made = async () => (await readdir(join(keysFolder, 'tls'))).filter((name) => name.startsWith('mesh.'))
let madeAtStart: string[]

beforeAll(async () => {
  keysFolder = await certifiedFolder()
  sandbox = await openTestSandbox({ keysFolder })
  madeAtStart = await made()
})
afterAll(async () => {
  await sandbox.close()
  await rm(keysFolder, { recursive: true })
})

const play = async (query = '') => (await sandbox.plain('servicea', `/scenario12${query}`)).body
const stepsOf = async (query: string): Promise<Step[]> => (await play(`${query}&trace=1`)).trace

const ANSWERS = (from: string) => ({
  valid: true,
  status: 200,
  received: { from, data: `the data of ${from}`, caller: 'spiffe://cluster.local/ns/default/sa/webui' },
})
const DENIED = { valid: false, status: 403, reason: 'RBAC: access denied' }
const BAD_TOKEN = {
  valid: false,
  status: 401,
  challenge: 'Bearer realm="http://backend-api/data", error="invalid_token"',
}
const SECOND = { 'second-backend-api': DENIED }

describe('the walk of the sample', () => {
  test.each<[variant: string, answer: object]>([
    ['', { 'backend-api': ANSWERS('backend-api'), 'second-backend-api': ANSWERS('second-backend-api') }],
    [
      'expired',
      {
        'backend-api': { ...BAD_TOKEN, reason: 'Jwt is expired' },
        'second-backend-api': ANSWERS('second-backend-api'),
      },
    ],
    ['allow-nothing', DENIED],
    ['ingress-only', { 'backend-api': DENIED, ...SECOND }],
    ['caller', { 'backend-api': ANSWERS('backend-api'), ...SECOND }],
    ['token-optional', { 'backend-api': ANSWERS('backend-api'), ...SECOND }],
    ['caller-and-user', { 'backend-api': ANSWERS('backend-api'), ...SECOND }],
    ['direct', { 'backend-api': DENIED, ...SECOND }],
    ['other-issuer', { 'backend-api': { ...BAD_TOKEN, reason: 'Jwt issuer is not configured' }, ...SECOND }],
    ['second-backend', { 'backend-api': ANSWERS('backend-api'), ...SECOND }],
    ['caller-and-user=1&expired', { 'backend-api': { ...BAD_TOKEN, reason: 'Jwt is expired' }, ...SECOND }],
  ])('%j', async (variant, answer) => {
    const { trace: _trace, ...body } = await play(variant === '' ? '' : `?${variant}=1`)
    expect(body).toMatchObject(answer)
    expect(Object.keys(body)).toHaveLength('status' in answer ? 6 : 2)
  })

  test('plays at the same time go by their own policies', async () => {
    const variants = ['allow-nothing', 'caller', 'ingress-only', 'caller', 'allow-nothing']
    const answers = await Promise.all(variants.map((variant) => play(`?${variant}=1`)))
    expect(answers.map((answer) => answer['backend-api']?.status)).toEqual([undefined, 200, 403, 200, undefined])
  })
})

const userToken = async () => {
  const claims = { iss: 'https://people/', sub: 'ada' }
  return (await sandbox.plain('jwt-factory', '/issueToken/people', { method: 'POST', body: claims })).text
}

const at = (scheme: 'http' | 'https', headers: Record<string, string> = {}) => {
  const { ingress, 'ingress-tls': tls } = sandbox.partyPorts
  return sandbox.ask(`${scheme}://localhost:${scheme === 'http' ? ingress : tls}/`, { headers })
}

describe('whoever comes by the ingress', () => {
  test.each(['http', 'https'] as const)(
    'without a play meets the end of the walk: a user is wanted (%s)',
    async (scheme) => {
      const statuses = async (headers?: Record<string, string>) =>
        (await at(scheme, headers)).body.backends.map(({ status }: { status: number }) => status)
      expect(await statuses()).toEqual([403, 403])
      expect(await statuses({ authorization: `Bearer ${await userToken()}` })).toEqual([200, 403])
    },
  )

  test('sees a page with a browser, each refusal as a refusal', async () => {
    const { text, headers } = await at('https', { accept: 'text/html', authorization: `Bearer ${await userToken()}` })
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    const said = text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
    expect(said).toMatch(/ backend-api \/data ✓ 200 answered /)
    expect(said).toMatch(/ second-backend-api \/data2 ✗ 403 refused .* RBAC: access denied/)
  })

  test('has no identity to bring along, and nobody comes by another way', async () => {
    const headers = { 'x-forwarded-client-cert': 'URI=spiffe://cluster.local/ns/default/sa/webui' }
    expect((await at('http', headers)).body.backends[0].status).toBe(403)
    for (const party of ['web-ui', 'backend-api', 'second-backend-api'] as const) {
      const port = sandbox.partyPorts[party]
      for (const scheme of ['http', 'https'])
        await expect(sandbox.ask(`${scheme}://localhost:${port}/data`)).rejects.toThrow()
    }
  })
})

describe('the trace', () => {
  test('has each hop, and the decision of each sidecar as checks', async () => {
    const steps = await stepsOf('?caller-and-user=1')
    expect(steps.flatMap(({ who, to }) => (to ? [`${who} → ${to}`] : []))).toEqual([
      'servicea → jwt-factory',
      'servicea → ingress',
      'ingress → web-ui',
      'web-ui → web-ui',
      'web-ui → backend-api',
      'backend-api → backend-api',
      'web-ui → second-backend-api',
    ])
    const checked = (who: string) => steps.filter((step) => step.who === who && step.verb === 'checks')
    expect(
      checked('web-ui').map(({ checks = [] }) => checks.map(({ check, outcome }) => `${check} ${outcome}`)),
    ).toEqual([['ALLOW default/allow-nothing skipped', 'ALLOW default/allow-ingress-gateway rule 0 passed']])
    expect(checked('backend-api')[0]?.checks).toContainEqual(
      expect.objectContaining({ check: 'signature', outcome: 'passed' }),
    )
    expect(checked('second-backend-api')[0]?.checks).toEqual([
      expect.objectContaining({ check: 'ALLOW default/allow-nothing', outcome: 'failed' }),
    ])
    expect(JSON.stringify(steps)).not.toMatch(/eyJ[\w-]+\./)
  })

  test.each(['caller-and-user', 'other-issuer', 'second-backend', 'caller-and-user=1&expired'])(
    'of %s has a token of a user for the backend that looks at it',
    async (variant) => {
      const steps = await stepsOf(`?${variant}=1`)
      const claims = steps.flatMap(({ token }) => (token ? [token.claims] : []))
      expect(claims.length).toBeGreaterThan(0)
      for (const each of claims) expect(each).toMatchObject({ sub: 'ada', aud: 'backend-api' })
    },
  )

  test('says what was wanted and what was seen where a user is missing', async () => {
    const steps = await stepsOf('?direct=1')
    const [, rule] = steps.find(({ who, verb }) => who === 'backend-api' && verb === 'checks')?.checks ?? []
    expect(rule).toMatchObject({ check: 'ALLOW default/allow-webui-to-backend rule 0', outcome: 'failed' })
    expect(rule?.reason).toMatch(/requestPrincipals must be "\*", and .*no verified token/)
    expect(steps.map(({ sentence }) => sentence)).toContain('web-ui sends GET on to its service.')
  })
})

onUnix.test('its certificates are made when somebody plays, and nobody else may read their keys', async () => {
  expect(madeAtStart).toEqual([])
  const keys = (await made()).filter((name) => name.endsWith('.key.pem'))
  expect(keys).toHaveLength(4)
  for (const name of keys) expect((await stat(join(keysFolder, 'tls', name))).mode & 0o777).toBe(0o600)
})
