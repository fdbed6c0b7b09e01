import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { systemClock } from '#core/clock'
import { playIssuerOf } from '#core/config/play-issuer'
import { runCatalogue } from '../apps/probe/engine/run-catalogue.ts'
import { openBlackBoxSide } from '../apps/probe/issuer/black-box-side.ts'
import { guardTarget } from '../apps/probe/target/guard-target.ts'
import { openSender } from '../apps/probe/target/open-sender.ts'
import { AUTHORIZATION } from '../apps/probe/target/probe-target.ts'
import { untilDone } from './support/until.ts'
import { keyFileIn, signsByFile } from './support/sign-by-file.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

let sandbox: TestSandbox
beforeAll(async () => void (sandbox = await openTestSandbox()))
afterAll(() => sandbox.close())

const issuer = () => playIssuerOf(`https://localhost:${sandbox.factory.tlsPort}`)

/** The token of a person as the factory signs it, which shows none to anybody but the person. */
async function tokenOfPerson(): Promise<string> {
  await untilDone('a play with people', () => sandbox.get('servicea', '/scenario15')) // it makes their keys
  const keyFile = await keyFileIn(sandbox.keysFolder, 'jwt-factory/play-people.keys', 'people.')
  const sign = await signsByFile(join(sandbox.keysFolder, keyFile))
  const { kid, algorithm } = await sign({ text: '' })
  const iat = Math.floor(systemClock.now() / 1000)
  const claims = {
    iss: issuer(),
    sub: 'tester',
    aud: ['serviceb', 'servicec'],
    iat,
    exp: iat + 300,
    jti: 'one',
    log: 'r,w',
  }
  const text = [{ alg: algorithm, typ: 'JWT', kid }, claims].map((each) => inBase64(JSON.stringify(each))).join('.')
  return `${text}.${(await sign({ text: inBase64(text) })).signature}`
}

const inBase64 = (text: string) => Buffer.from(text).toString('base64url')

test('scenario 15 as a black box: with the token of a person alone there is no finding', async () => {
  const token = await tokenOfPerson()
  const guarded = await guardTarget(`https://localhost:${sandbox.processes.serviceb.tlsPort}/scenario15-server`, false)
  const ca = [await readFile(join(sandbox.keysFolder, 'tls', 'ca.pem'), 'utf8')]
  const sender = openSender({ ...guarded, method: 'GET', tokenHeader: AUTHORIZATION, extraHeaders: [], tls: { ca } }, systemClock) // prettier-ignore
  const { keysFolder } = sandbox
  const side = await openBlackBoxSide({
    target: {
      issuer: issuer(),
      audience: 'serviceb',
      otherAudience: 'servicec',
      type: 'JWT',
      path: '/scenario15-server',
      leewaySeconds: 0,
      algorithms: ['ES256'],
    },
    targetUrl: guarded.url,
    also: new Set(['lax-type']),
    clock: systemClock,
    token,
    places: { folder: keysFolder, keysFolder },
  })
  try {
    const cases = CATALOGUE.filter(({ family }) => family !== 'cost')
    const target = { url: guarded.url.href, method: 'GET' }
    const report = await runCatalogue({ cases, sender, issuerSide: side, clock: systemClock, target, rate: 'max' })
    const unclear = report.cases.filter(({ finding, verdict }) => finding ?? verdict === 'inconclusive')
    expect(unclear.map(({ id, verdict, reason }) => `${id}: ${verdict} ${reason}`)).toEqual([])
    expect(report.stopped).toBeUndefined()
    expect(report.cases.filter(({ verdict }) => verdict !== 'not-run').length).toBeGreaterThanOrEqual(90)
  } finally {
    await side.close()
    await sender.close()
  }
})
