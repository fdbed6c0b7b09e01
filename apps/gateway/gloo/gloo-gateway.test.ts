import { expect, test } from 'vitest'
import { askPort } from '../gateway.fixture.ts'
import { openRoute, openTestGloo, workingSample } from './gloo.fixture.ts'

const STYLE = openRoute('style', '/style')
const statusIn = (answer: string) => Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1])

test('a route without a policy leads to its service, with the host that was asked for', async () => {
  const { ask, seen } = await openTestGloo(await workingSample(STYLE))
  expect(statusIn(await ask('/style.css?v=1'))).toBe(200)
  expect(seen).toMatchObject([
    { url: '/style.css?v=1', headers: { host: 'webuitest.com', 'x-forwarded-proto': 'https' } },
  ])
})

test('what the gateway alone says of people, nobody else says, on no route and in no spelling', async () => {
  const { ask, seen } = await openTestGloo(await workingSample(STYLE))
  const lines = [
    'jwt: forged',
    'My_Access_Token: forged',
    'my-access-token: forged',
    'X-NAME: admin',
    'x_nickname: admin',
    'X.Picture: admin',
  ]
  expect(statusIn(await ask('/style.css', { lines }))).toBe(200)
  expect(seen[0]?.rawHeaders.join('\n')).not.toMatch(/forged|admin/)
})

test('a route with a policy is not reached without a login, however its path is written', async () => {
  const { ask, seen } = await openTestGloo(await workingSample(STYLE))
  for (const target of ['/', '/style/../secret', '/style/%2e%2e/secret', '/style%2f..%2fsecret', '//style', '/%73tyle'])
    expect(statusIn(await ask(target)), target).not.toBe(200)
  expect(seen).toEqual([])
})

test('a path goes on in its normal form, and rewritten where its route says so', async () => {
  const { ask, seen } = await openTestGloo(await workingSample(openRoute('api', '/api/', ', pathRewrite: /v1/')))
  await ask('/api/./a/../users?all=1')
  expect(seen.map(({ url }) => url)).toEqual(['/v1/users?all=1'])
})

test('a path whose dots would lead out of a rewrite is refused, and does not go on', async () => {
  const { ask, seen } = await openTestGloo(await workingSample(openRoute('api', '/api', ', pathRewrite: /v1/')))
  for (const target of ['/api../secret', '/api..%2fsecret', '/api..;a/secret'])
    expect(statusIn(await ask(target)), target).toBe(400)
  expect(seen).toEqual([])
})

test('plaintext is sent on to https: the same host and path, and the port where it is', async () => {
  const { plain, secure } = await openTestGloo(await workingSample(STYLE))
  const headers = { host: 'webuitest.com:80' }
  const { status, headers: said } = await askPort(plain, '/a?b=1', { headers, method: 'POST' })
  expect([status, said.location]).toEqual([301, `https://webuitest.com:${secure}/a?b=1`])
  const hostile = await askPort(plain, '//evil.example/%0d%0aset-cookie:x', { headers })
  expect(hostile.headers.location).toMatch(/^https:\/\/webuitest\.com:\d+\//)
  for (const host of ['evil.example', 'webuitest.com.evil.example', ''])
    expect((await askPort(plain, '/', { headers: { host } })).status, host).toBeGreaterThanOrEqual(400)
})

test('who asks for another host gets no connection, and none behind the certificate of this one', async () => {
  const { ask, lines } = await openTestGloo(await workingSample(STYLE))
  await expect(ask('/style', { serverName: 'evil.example' })).rejects.toThrow()
  await expect(ask('/style', { serverName: '' })).rejects.toThrow()
  expect(lines.join('')).toContain('it asks for a host that is not here')
  expect(statusIn(await ask('/style', { host: 'evil.example' }))).toBe(404)
  expect(statusIn(await ask('/style', { host: 'webuitest.com:4743' }))).toBe(200)
  expect(statusIn(await ask('http://webuitest.com/style'))).toBe(400)
})
