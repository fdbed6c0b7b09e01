import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { SIDECAR_NOW, withClaims } from '../dialect.fixture.ts'
import { jwtRule, openMesh, saidOf } from './mesh.fixture.ts'

test('of headers that are repeated Node tells some once, and each is checked all the same', async () => {
  const rules = [jwtRule({ fromHeaders: ['authorization', 'x-token'].map((name) => ({ name, prefix: 'Bearer ' })) })]
  const { decide } = openMesh(rules)
  const server = createServer(async ({ method = '', url: target = '', headers, rawHeaders: fields }, response) => {
    const said = saidOf(await decide({ method, target, authorization: [headers.authorization ?? ''], fields }))
    response.end(JSON.stringify(said))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => (server.closeAllConnections(), void server.close()))
  const { port } = server.address() as AddressInfo // it listens
  const ask = (fields: string[]) =>
    new Promise<unknown>((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, headers: ['Host', 'a', ...fields] }, async (response) => {
        let text = ''
        for await (const piece of response) text += String(piece)
        resolve(JSON.parse(text))
      })
      asked.on('error', reject).end()
    })
  const [good, late] = [withClaims({ sub: 'a' }), withClaims({ exp: SIDECAR_NOW - 61 })].map(
    (token) => `Bearer ${token}`,
  )
  for (const name of ['Authorization', 'X-Token']) {
    expect(await ask([name, `${good}`])).toEqual([200, 'jwtproxy/a'])
    expect(await ask([name, `${good}`, name.toLowerCase(), `${good}`])).toEqual([200, 'jwtproxy/a'])
    expect(await ask([name, `${good}`, name.toLowerCase(), `${late}`])).toEqual([401, 'Jwt is expired'])
    expect(await ask([name, `${late}`, name.toLowerCase(), `${good}`])).toEqual([401, 'Jwt is expired'])
  }
})
