import { createServer } from 'node:http'
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
  const { cases, target } = await runAtSigner(options, { clock: systemClock, folder: '/', keysFolder: '/' })
  const verdicts = cases.map(({ id, verdict }) => [id.split('-')[2], verdict])
  return { verdicts: Object.fromEntries(verdicts), cases, target }
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

test('of a proxy that may not find the host of the run nobody can tell, and of one on another machine nothing is asked', async () => {
  const server = createServer((_asked, response) => response.writeHead(502).end())
  await new Promise<void>((resolve) => server.listen(0, resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo // it listens at a port
  const { verdicts } = await verdictsAt(`http://localhost:${port}`)
  expect(verdicts).toEqual({ w10: 'inconclusive', w11: 'inconclusive', w13: 'inconclusive' })
  const elsewhere = await verdictsAt('http://192.0.2.1:3128', '--i-own-this-target')
  expect(elsewhere.verdicts).toEqual({ w10: 'not-run', w11: 'not-run', w13: 'not-run' })
})

test('--only chooses among its cases', async () => {
  const { verdicts } = await verdictsAt('http://127.0.0.1:1', '--only', 'dialect-jwtproxy-w11-signs-for-every-host')
  expect(verdicts).toEqual({ w11: 'inconclusive' })
})
