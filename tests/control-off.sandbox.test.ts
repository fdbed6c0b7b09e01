import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { askWholePlane, openPlanes } from './support/control-planes.ts'
import { openTestSandbox } from './support/sandbox.ts'
import request from './support/request.ts'

// With CONTROL=off there is no control plane.

const TOKEN = 'a-token-of-sixteen-characters'
const planes = await openPlanes({ CONTROL: 'off', CONTROL_TOKEN: TOKEN }, false)
afterAll(() => Promise.all(planes.map(({ close }) => close())))

describe.each(planes)('$name', (plane) => {
  test('nothing is there, for nobody, and nothing is said of it', async () => {
    for (const headers of [{}, { authorization: `Bearer ${TOKEN}` }, { origin: 'https://evil.test' }]) {
      expect(await askWholePlane(plane, headers)).toEqual([404])
      expect(await askWholePlane(plane, headers, '10.0.0.7')).toEqual([404])
    }
    const { body } = await request(plane.app).get('/')
    expect(Object.keys(body.routes).filter((path) => path.includes('control'))).toEqual([])
  })

  test('nothing is captured', async () => {
    await request(plane.app).get('/utils/keys')
    await request(plane.app).get('/hello')
    expect(plane.control.capture.count({})).toBe(0)
  })
})

test("a trouble that a stranger names is nobody's trouble", async () => {
  const sandbox = await openTestSandbox({ env: { CONTROL: 'off' } })
  onTestFinished(() => sandbox.close())
  const headers = { tracestate: 'jwt-sandbox=keys-down' }
  expect((await sandbox.plain('servicea', '/scenario5', { headers })).body).toMatchObject({ valid: true })
  expect(sandbox.logs.filter((line) => line.includes('key-set-asked-for'))).toHaveLength(1)
  expect((await sandbox.plain('servicea', '/scenario5', { headers })).body).toMatchObject({ valid: true })
  expect(sandbox.logs.filter((line) => line.includes('key-set-asked-for'))).toHaveLength(1)
})
