import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { createCA, createCert } from 'mkcert'
import { expect, onTestFinished, test } from 'vitest'
import { ask, expectAllPlaysGood, untilHealthy } from './support/play-all.ts'
import { freePorts, freePortSettings, settingsFor } from './support/ports.ts'
import { npm, startNode, testKeysFolder } from './support/processes.ts'
import { rawRequest, sendRaw } from './support/raw.ts'
import { httpAnswer, openTlsPeer } from './support/tls-peer.ts'
import { until } from './support/until.ts'

/** As many developers have it in their shell. Put together, for no file here holds it. */
const WITHOUT_CHECKS = { [`NODE_TLS_${'REJECT'}_UNAUTHORIZED`]: '0' }

test.each(['/scenario1', '/scenario3'])(
  "whatever the environment says about certificates, an impostor at B's and the factory's port is told nothing: %s",
  async (path) => {
    const ca = await createCA({ organization: 'Stranger', countryCode: 'NP', state: 'x', locality: 'x', validity: 10 })
    const yes = httpAnswer(200, 'application/json', '{"valid":true,"claims":{}}')
    const domains = ['serviceb', 'jwt-factory', 'localhost']
    const impostor = await openTlsPeer(await createCert({ domains, validity: 10, ca }), (socket) => socket.write(yes))
    onTestFinished(() => impostor.close())
    const [port = 0, tlsPort = 0] = await freePorts(2)
    const KEYS_FOLDER = await testKeysFolder()
    const theirs = join(KEYS_FOLDER, 'stranger.pem')
    await writeFile(theirs, ca.cert)
    startNode('servicea', {
      ...WITHOUT_CHECKS,
      NODE_EXTRA_CA_CERTS: theirs,
      SSL_CERT_FILE: theirs,
      NODE_OPTIONS: '--use-openssl-ca',
      KEYS_FOLDER,
      SERVICEA_PORT: String(port),
      SERVICEA_TLS_PORT: String(tlsPort),
      SERVICEB_URL: `https://localhost:${impostor.port}`,
      FACTORY_URL: `https://localhost:${impostor.port}`,
    })
    await untilHealthy(port)
    const answer = await ask(port, path)
    expect(answer).toMatchObject({ status: 502, body: { type: 'urn:jwt-sandbox:problem:peer-unreachable' } })
    expect(answer?.body.detail).toContain('certificate')
    expect(impostor.connections()).toBeGreaterThan(0)
    expect(impostor.received()).toBe('')
  },
)

/** Each weakens what Node takes for granted. */
const WEAK_OPTIONS = [
  '--insecure-http-parser',
  '--max-http-header-size=1000000',
  '--tls-min-v1.0',
  '--tls-cipher-list=DEFAULT@SECLEVEL=0',
  '--openssl-legacy-provider',
  '--openssl-shared-config',
  '--use-system-ca',
].join(' ')

const OLD_TLS = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const

test.each(['jwt-factory', 'servicea'] as const)(
  '%s reads as strictly as ever, and speaks no old TLS, whatever NODE_OPTIONS say',
  async (name) => {
    const [port = 0, tlsPort = 0] = await freePorts(2)
    const KEYS_FOLDER = await testKeysFolder()
    startNode(name, {
      NODE_OPTIONS: WEAK_OPTIONS,
      KEYS_FOLDER,
      ...settingsFor(name, { port, tlsPort }),
    })
    await untilHealthy(port)
    const ca = await readFile(join(KEYS_FOLDER, 'tls', 'ca.pem'), 'utf8')
    for (const trust of [undefined, ca]) {
      const send = (text: string) => sendRaw(trust ? tlsPort : port, text, trust)
      expect((await send(rawRequest('GET /healthz'))).status).toBe(200)
      expect((await send(rawRequest('GET /healthz', ['x: a\x01b']))).status).toBe(400)
      const twoLengths = ['transfer-encoding: chunked', 'content-length: 5']
      expect((await send(rawRequest('POST /healthz', twoLengths, '0\r\n\r\n'))).status).toBe(400)
      expect((await send(rawRequest('GET /healthz', [`x: ${'x'.repeat(20_000)}`]))).status).toBe(431)
    }
    const old = connect({ port: tlsPort, ca, servername: name, ...OLD_TLS })
    await expect(once(old, 'secureConnect')).rejects.toThrow()
  },
)

test('a proxy in the environment is nothing to the sandbox: npm start is ready, and plays', async () => {
  const [nobody = 0] = await freePorts(1)
  const proxy = `http://127.0.0.1:${nobody}`
  const variables = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'].map((name) => [name, proxy])
  const { env, ports } = await freePortSettings()
  const sandbox = npm(['start'], {
    ...env,
    ...Object.fromEntries(variables),
    NO_PROXY: '',
    no_proxy: '',
    NODE_USE_ENV_PROXY: '1',
    KEYS_FOLDER: await testKeysFolder(),
    LOG_LEVEL: 'silent', // it is ready by what the processes say to their parent, not by their logs
  })
  await until('the welcome', () => sandbox.output().includes('The sandbox is ready'))
  await expectAllPlaysGood(ports)
})
