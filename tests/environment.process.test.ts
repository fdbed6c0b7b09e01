import { createCA, createCert } from 'mkcert'
import { expect, onTestFinished, test } from 'vitest'
import { ask, expectAllPlaysGood, untilHealthy } from './support/play-all.ts'
import { freePorts, freePortSettings } from './support/ports.ts'
import { npm, startNode, testFolder } from './support/processes.ts'
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
    startNode('servicea', {
      ...WITHOUT_CHECKS,
      KEYS_FOLDER: await testFolder(),
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
    KEYS_FOLDER: await testFolder(),
    LOG_LEVEL: 'silent', // it is ready by what the processes say to their parent, not by their logs
  })
  await until('the welcome', () => sandbox.output().includes('The sandbox is ready'))
  await expectAllPlaysGood(ports)
})
