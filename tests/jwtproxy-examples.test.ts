import { generateKeyPairSync } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { createLog } from '#core/log'
import { createTraces } from '#core/trace/recorder'
import { readSidecarConfig } from '../apps/sidecar/config/read-sidecar-config.ts'
import type { OpenSigner } from '../apps/sidecar/signer/open-signer.ts'
import { makeInterceptor, makeTargetCertificate } from '../apps/sidecar/signer/make-certificates.ts'
import { askPlain, openUpstream, type TestUpstream } from '../apps/sidecar/sidecars.fixture.ts'
import { startSidecars, type StartedSidecars } from '../apps/sidecar/start.ts'
import { freePorts } from './support/ports.ts'
import { temporaryFolder } from './support/folders.ts'
import { openLoneFactory } from './support/lone-factory.ts'
import { readProjectFile } from './support/project-files.ts'

// Examples of the original are run as they are, but for ports, hosts and folders of ours; that for one machine stands in
// sidecar-command.process.test.ts.

const example = (name: string) => readProjectFile(`tests/vectors/jwtproxy/${name}`)

async function run(text: string, folder: string): Promise<StartedSidecars> {
  const log = createLog({ name: 'example', level: 'silent', format: 'json', clock: systemClock, write: () => {} })
  const config = readSidecarConfig(text, 'example.yaml', { folder, configHome: join(folder, 'home') })
  const started = await startSidecars(config, {
    clock: systemClock,
    machine: systemClock,
    log,
    traces: createTraces('example', systemClock),
    host: 'localhost',
    nameOf: (address) => address,
  })
  onTestFinished(started.close)
  return started
}

async function openService(): Promise<TestUpstream> {
  const service = await openUpstream()
  onTestFinished(service.close)
  return service
}

const signerPort = ({ proxies }: StartedSidecars) => proxies.find(({ kind }) => kind === 'signer')?.port ?? 0

/** As `curl --proxy localhost:3128 http://localhost:8080/`. */
const curl = (proxy: number, address: string) => askPlain({ host: 'localhost', port: proxy, path: address })

test('the example for Kubernetes runs: a client with neither key nor token reaches a service behind the verifier', async () => {
  const folder = await temporaryFolder()
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  await writeFile(join(folder, 'mykey.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }))
  await writeFile(join(folder, 'mykey.pub'), publicKey.export({ type: 'spki', format: 'pem' }))
  const service = await openService()
  const names = ['signer', 'verifier'].map((role) => `examples/kubernetes-httpserver/${role}.yaml`)
  const texts = await Promise.all(names.map(example))
  const [signerText = '', verifierText = ''] = texts.map((text) => text.replaceAll('/etc/jwtproxy/', ''))
  const [port = 0] = await freePorts(1)
  const address = `http://localhost:${port}/`
  const ours = verifierText
    .replace(/listen_addr: \S+/, `listen_addr: :${port}`)
    .replace(/upstream: \S+/, `upstream: ${service.address}/`)
    .replace(/audience: \S+/, `audience: ${address}`)
  await run(ours, folder)
  const proxy = signerPort(await run(signerText.replace(/listen_addr: \S+/, 'listen_addr: :0'), folder))
  expect(await curl(proxy, address)).toMatchObject({ status: 200, body: 'the upstream' })
  expect((await fetch(address)).status).toBe(401)
  expect(service.seen).toHaveLength(1)
})

test('the example with both roles runs: with TLS, an authority of its own, and a key that it brings to our registry', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'home'))
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const certificate = await makeInterceptor(key, Date.now())
  const leaf = await makeTargetCertificate('localhost', { certificate, key }, Date.now())
  await writeFile(join(folder, 'localhost.crt'), leaf.cert + certificate)
  await writeFile(join(folder, 'localhost.key'), leaf.key)
  const [service, factory, text] = [await openService(), await openLoneFactory(), await example('config.example.yaml')]
  onTestFinished(factory.close)
  const [port = 0] = await freePorts(1)
  const ours = text
    .replace('listen_addr: :8080', 'listen_addr: :0')
    .replaceAll('8081', String(port))
    .replaceAll('http://localhost:8888/', `http://localhost:${factory.port}/registry`)
    .replace('http://localhost:9090/', service.address)
  const started = await run(ours, folder)
  const signer = started.proxies.find(({ kind }) => kind === 'signer') as OpenSigner // the example has one
  await signer.ready()
  expect((await curl(signerPort(started), `https://localhost:${port}/`)).status).toBe(200)
  expect(service.seen[0]?.headers).toMatchObject({ 'x-verified-issuer': 'jwtproxy', 'x-forwarded-proto': 'https' })
})
