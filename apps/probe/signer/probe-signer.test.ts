import { createServer, get, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { readArguments } from '#core/process/command-line'
import { openTestSidecars } from '../../sidecar/sidecars.fixture.ts'
import { readProbeOptions } from '../options.ts'
import { PROBE_LINE } from '../probe-line.ts'
import { runAtSigner } from './open-signer-run.ts'

async function verdictsAt(address: string, ...more: string[]) {
  const line = [address, '--dialect', 'jwtproxy-signer', ...more]
  const options = readProbeOptions(readArguments(line, PROBE_LINE))
  const { cases, target, stopped } = await runAtSigner(options, { clock: systemClock, folder: '/', keysFolder: '/' })
  const verdicts = cases.map(({ id, verdict }) => [id.split('-')[2], verdict])
  return { verdicts: Object.fromEntries(verdicts), cases, target, stopped }
}

test('a strict signer that names no destinations signs for every host, and believes no certificate of a stranger', async () => {
  const sidecars = await openTestSidecars({ signerProxy: 'dialect: strict' })
  onTestFinished(() => sidecars.close())
  const { verdicts, cases, target } = await verdictsAt(`http://localhost:${sidecars.signerPort}`)
  expect(verdicts).toEqual({ w10: 'refused', w11: 'believed', w13: 'refused' })
  expect(target).toMatchObject({ issuer: 'service-a', algorithms: ['RS256'], mode: 'signer' })
  expect(cases.find(({ finding }) => finding)?.curl).toMatch(
    /--url http:\/\/localhost:\d+\/ --dialect jwtproxy-signer$/,
  )
})

/** A server that is no signer. @returns its address */
async function openOther(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => (server.closeAllConnections(), void server.close()))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens at a port
}

/** Passes a request on as it came, and signs nothing. */
const passOn: RequestListener = ({ url = '' }, response) =>
  void get(url, (answer) => answer.pipe(response)).on('error', () => response.writeHead(502).end())

test.each<[string, RequestListener | undefined, RegExp]>([
  ['a port at which nobody listens', undefined, /no connection to the signer/],
  ['a web server', (_asked, response) => response.writeHead(404).end('no such page'), /answered 404, and nothing came/],
  ['a proxy that finds no host of the run', (_asked, response) => response.writeHead(502).end(), /answered 502/],
  ['a proxy without a key', passOn, /passed the request on without a token/],
])('%s is no signer, and none of its refusals counts', async (_what, listener, why) => {
  const address = listener ? await openOther(listener) : 'http://127.0.0.1:1'
  await expect(verdictsAt(address)).rejects.toThrow(why)
})

test('a signer that names its hosts is one, though it signs nothing for the run', async () => {
  const sidecars = await openTestSidecars({ signerProxy: 'dialect: strict\ndestinations: ["http://localhost:1"]' })
  onTestFinished(() => sidecars.close())
  const { verdicts, stopped } = await verdictsAt(`http://localhost:${sidecars.signerPort}`)
  expect({ verdicts, stopped }).toEqual({
    verdicts: { w10: 'refused', w11: 'refused', w13: 'refused' },
    stopped: undefined,
  })
})

test('of a signer that is gone at the end no refusal counts', async () => {
  let asked = 0
  const address = await openOther((request, response) => {
    if (asked++ > 0) return void response.writeHead(403).end()
    const signed = { headers: { authorization: `Bearer ${'ey.'.repeat(2)}ey` } }
    get(request.url ?? '', signed, (answer) => answer.pipe(response))
  })
  const { verdicts, stopped } = await verdictsAt(address, '--only', 'dialect-jwtproxy-w11-signs-for-every-host')
  expect({ verdicts, stopped }).toEqual({
    verdicts: { w11: 'inconclusive' },
    stopped: expect.stringMatching(/^At the end .* answered 403/),
  })
})

test('of one on another machine nothing is asked', async () => {
  const elsewhere = await verdictsAt('http://192.0.2.1:3128', '--i-own-this-target')
  expect(elsewhere.verdicts).toEqual({ w10: 'not-run', w11: 'not-run', w13: 'not-run' })
})
