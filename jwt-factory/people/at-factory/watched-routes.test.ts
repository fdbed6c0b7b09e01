import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as bodyText } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { createFactory } from '../../factory.ts'
import { START } from '../../test-factory.ts'
import { openTestParts } from '../../test-parts.ts'
import request from '../../../tests/support/request.ts'

/** People at a factory whose configuration has this in its block `telemetry`. */
async function open(telemetry = '', further = '') {
  const folder = await mkdtemp(join(tmpdir(), 'watched-people-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'config.yaml')
  await writeFile(file, `${further}users: {create_stoke_claims: true}\ntelemetry: {${telemetry}}\n`)
  const parts = await openTestParts({
    start: START,
    ringIds: ['jwt-factory'],
    peopleMachine: systemClock,
    env: { PEOPLE_CONFIG: file },
  })
  const app = createFactory(parts)
  const close = parts.close
  return {
    ...parts,
    app,
    close,
    metrics: async () => (await request(app).get('/metrics').expect(200)).text.split('\n'),
    login: (username: string, password: string) => request(app).post('/api/login').send({ username, password }),
    madeDirectories: () => parts.store.list('example-people.directories'),
  }
}

test('/metrics counts what people are asked at the factory, and nothing else of it', async () => {
  const { app, close, control, login, metrics } = await open()
  onTestFinished(close)
  await login('tester', 'tester').expect(200)
  await login('tester', 'hunter2').expect(401)
  await request(app).get('/api/pkeys').set('origin', 'https://page.example').expect(200)
  await request(app).post('/api/renew').set('origin', 'https://page.example').send({}).expect(403)
  control.faults.add({ on: 'login', times: 1, effect: { status: 503 } })
  await login('tester', 'tester').expect(503)
  for (const path of ['/healthz', '/utils/keys', '/jwks', '/nothing']) await request(app).get(path)
  const lines = await metrics()
  for (const line of [
    'people_http_requests_total{method="POST",route="/api/login",status="200"} 1',
    'people_http_requests_total{method="POST",route="/api/login",status="401"} 1',
    'people_http_requests_total{method="POST",route="/api/login",status="503"} 1',
    'people_http_requests_total{method="POST",route="/api/renew",status="403"} 1',
    'people_logins_total{result="issued"} 1',
    'people_logins_total{result="wrong-credentials"} 1',
    'people_logins_total{result="cannot-decide"} 1',
    'people_directory_entries{kind="users"} 2',
    'people_keys{state="active"} 1',
    'people_password_hashes_waiting 0',
  ])
    expect(lines).toContain(line)
  expect(lines.filter((line) => /route="(?!\/api\/|\/metrics")/.test(line))).toEqual([])
  expect(lines.join('\n')).not.toMatch(/eyJ[\w-]+\.|hunter2|tester/)
})

test('the end of its log is there for this machine, and opens no people', async () => {
  const { app, close, log, madeDirectories } = await open()
  onTestFinished(close)
  log.warn({ reason: 'the disk is full' }, 'people-not-opened')
  const { text } = await request(app).get('/metrics/logs').expect(200)
  expect(text).toContain('the disk is full')
  await request(app).get('/metrics/logs').set('x-forwarded-for', '10.0.0.1').expect(403)
  expect(await madeDirectories()).toEqual([])
  await request(app).get('/metrics').expect(200)
  expect(await madeDirectories()).toHaveLength(1)
})

test('require_prometheus_authentication: both are for whoever has a letter for it', async () => {
  const { app, close, login } = await open('require_prometheus_authentication: true')
  onTestFinished(close)
  const elsewhere = await open()
  onTestFinished(elsewhere.close)
  const { token } = (await elsewhere.login('stoke', 'admin')).body
  await request(app).get('/metrics/logs').set('authorization', `Bearer ${token}`).expect(401) // and that opens people here
  const [tester, stoke] = [(await login('tester', 'tester')).body, (await login('stoke', 'admin')).body]
  for (const path of ['/metrics', '/metrics/logs']) {
    await request(app).get(path).expect(401)
    await request(app).get(path).set('authorization', `Bearer ${tester.token}`).expect(403)
    await request(app).get(path).set('authorization', `Bearer ${stoke.token}`).expect(200)
  }
})

test('disable_monitoring: there is nothing', async () => {
  const { app, close } = await open('disable_monitoring: true')
  onTestFinished(close)
  for (const path of ['/metrics', '/metrics/logs']) await request(app).get(path).expect(404)
})

test('traces go out by OTLP, of what people are asked alone, and the last of them at the end', async () => {
  const bodies: string[] = []
  const collector = createServer((asked, answer) => {
    void bodyText(asked).then((body) => (bodies.push(body), answer.end('{}')))
  })
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void collector.close())
  const { port } = collector.address() as { port: number } // of a server on a port
  const url = `http://127.0.0.1:${port}`
  const { app, login, close } = await open(`trace_provider: http, trace_export_url: "${url}", trace_insecure: true`)
  await login('tester', 'tester').expect(200)
  await request(app).get('/utils/keys').expect(200)
  await request(app).get('/metrics').expect(200)
  await close()
  const sent = bodies.join('')
  expect(sent).toContain('"POST /api/login"')
  expect(sent).toContain('{"key":"service.name","value":{"stringValue":"jwt-factory"}}')
  expect(sent).not.toMatch(/utils|metrics|tester|eyJ[\w-]+\./)
})

test('an administrator is told that there are pages and monitoring', async () => {
  const { app, close, login } = await open()
  onTestFinished(close)
  const { token } = (await login('stoke', 'admin').expect(200)).body
  const asked = await request(app).get('/api/capabilities').set('authorization', `Bearer ${token}`).expect(200)
  expect(asked.body).toEqual({ capabilities: ['admin', 'monitoring'] })
  await request(app).get('/admin/login').expect(200)
})
