import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { assertRefused } from './matchers.ts'
import { startSandbox, type OwnServicePlace } from './testing.ts'
import { PATIENT } from '../tests/support/sandbox.ts'
import { needs } from '../tests/support/needs.ts'
import { APPS_OF_OTHERS, lacksApps } from '../tests/support/apps-of-others.ts'

/** Believes access tokens for B, as a service of somebody's would. */
const judgeAt =
  ({ issuer, jwksUri, audience }: OwnServicePlace) =>
  async (authorization = '') => {
    const options = { issuer, audience, typ: 'at+jwt' }
    return jwtVerify(authorization.replace(/^Bearer /i, ''), createRemoteJWKSet(new URL(jwksUri)), options).then(
      () => 200,
      () => 401,
    )
  }

const ALL = 'a play with your own B'

for (const [name, makeApp] of Object.entries(APPS_OF_OTHERS))
  needs(lacksApps).test(`${ALL}: an app of ${name} lets in and refuses, as its caller tells`, async () => {
    await using sandbox = await startSandbox({
      tls: false,
      settings: PATIENT,
      serviceb: { appAt: (place) => makeApp(judgeAt(place)) },
    })
    expect((await sandbox.play(7)).answer).toMatchObject({ valid: true, status: 200, isOwnService: true })
    const refused = await sandbox.play(7, { query: { expired: '1' } })
    expect(refused.answer).toMatchObject({ valid: false, status: 401 })
    expect(refused.story.map(({ sentence }) => sentence)).toContainEqual(
      expect.stringContaining('Service B, your own service, refused the token (401)'),
    )
  })

const knowsOneRoute: RequestListener = ({ url }, response) =>
  void response.writeHead(url === '/scenario8-server' ? 200 : 404).end()

describe('with an app behind TLS', () => {
  test('it has the certificate of the sandbox for its role, and the rest of the graph is as it was', async () => {
    await using sandbox = await startSandbox({ serviceb: { app: knowsOneRoute }, settings: PATIENT })
    expect(sandbox.urls.serviceb).toMatch(/^https:/)
    expect((await sandbox.play(8)).answer).toMatchObject({ valid: true, isOwnService: true })
    expect((await sandbox.play(12)).status).toBe(200)
    const both = await sandbox.play(2)
    expect(both.status).toBe(200)
    expect(both.answer).toMatchObject({
      servicec: { valid: true },
      serviceb: { valid: false, problem: { peer: 'serviceb' } },
    })
    expect((await sandbox.play(11)).answer['detail']).toContain('cannot be played with your own service')
    await sandbox.clock.advance({ minutes: 1 })
    await sandbox.reset()
  })

  test('as C it is called by B, which tells what it saw', async () => {
    await using sandbox = await startSandbox({
      settings: PATIENT,
      servicec: { app: (_request, response) => void response.writeHead(401).end() },
    })
    const played = await sandbox.play(8)
    const { answer, story } = played
    await assertRefused(played)
    expect(answer).toMatchObject({ valid: true, servicec: { valid: false, status: 401, isOwnService: true } })
    expect(story.find(({ verb }) => verb === 'finds')).toMatchObject({ who: 'serviceb' })
  })
})

test('one that runs already plays B at its address, with bad tokens and good ones', async () => {
  let judge: ((authorization?: string) => Promise<number>) | undefined
  const server = createServer(({ headers: { authorization } }, response) => {
    void (judge?.(authorization) ?? Promise.resolve(503)).then((status) => response.writeHead(status).end())
  }).listen(0, 'localhost')
  await once(server, 'listening')
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  {
    await using sandbox = await startSandbox({ tls: false, serviceb: { url }, settings: PATIENT })
    judge = judgeAt({ issuer: sandbox.url, jwksUri: sandbox.jwksUri, audience: 'serviceb', caFile: undefined })
    expect(sandbox.urls.serviceb).toBe(url)
    expect((await sandbox.play(7)).answer).toMatchObject({ valid: true, status: 200, isOwnService: true })
    for (const token of ['exp-30s-ago', 'aud-other', 'forged'])
      expect((await sandbox.play(7, { query: { token } })).answer, token).toMatchObject({ valid: false, status: 401 })
  }
  expect(server.listening).toBe(true) // whoever has started it ends it
  server.closeAllConnections()
  server.close()
})

test('what is no service is refused, and nothing is left', async () => {
  await expect(startSandbox({ servicb: {} } as never)).rejects.toThrow('startSandbox: There is no option "servicb". Did you mean "serviceb"?') // prettier-ignore
  await expect(startSandbox({ serviceb: { url: 'http://b.example' } })).rejects.toThrow('serviceb.url')
  await expect(startSandbox({ serviceb: {} as never })).rejects.toThrow('{ command }')
  await expect(startSandbox({ serviceb: 'http://localhost:1' as never })).rejects.toThrow(
    'takes its options as an object',
  )
  await expect(startSandbox({ serviceb: { app: undefined as never } })).rejects.toThrow('no app of Express')
  await expect(startSandbox({ serviceb: { command: 'node b.mjs' as never } })).rejects.toThrow("['node', 'b.mjs']")
  await expect(startSandbox({ serviceb: { app: {} as never } })).rejects.toThrow('no app of Express')
  await expect(startSandbox({ serviceb: { url: 'https://localhost:1', ca: 'package.json' } })).rejects.toThrow(
    'serviceb.ca',
  )
})
