import type { Server } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { useTlsFolder } from '../../../tests/support/tls-folder.ts'
import { systemClock } from '../../clock.ts'
import { request } from '../node-http.ts'
import { portOf } from '../loopback.ts'
import { openWorkloadIdentity } from '../workload-identity.ts'
import { createForwarder } from './forward.ts'
import { createForwardServer } from './server.ts'
import { readTarget } from './target.ts'

const { openLater, folder } = useTlsFolder()

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return portOf(server)
}

const statusOf = (port: number, headers: Record<string, string>) =>
  new Promise<number>((resolve, reject) => {
    request({ host: '127.0.0.1', port, agent: false, headers }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
    })
      .on('error', reject)
      .end()
  })

test.each([
  ['undici', {}],
  ['Node', { 'content-length': '0' }],
] as const)(
  'the connection of %s to a workload that was recognised is kept, and another is never asked',
  async (_client, headers) => {
    await openLater()
    const account = { trustDomain: 'cluster.local', namespace: 'default', serviceAccount: 'backend-api' }
    const tls = await openWorkloadIdentity(folder(), account, systemClock)
    let connections = 0
    let asked = 0
    const answer = createForwardServer(
      { request: (_request, response) => void response.end(String(++asked)) },
      { clock: systemClock, tls },
    )
    answer.on('secureConnection', () => void connections++)
    const address = `https://127.0.0.1:${await listening(answer)}`
    const forwarder = createForwarder({ clock: systemClock })
    onTestFinished(() => forwarder.close('now'))
    const to = async (serviceAccount: string) => {
      const spiffeId = `spiffe://cluster.local/ns/default/sa/${serviceAccount}`
      const target = readTarget(address, { tls: { ...tls, servername: 'a.workload', spiffeId } })
      return listening(
        createForwardServer(
          { request: (given, response) => void forwarder.forward(given, response, target) },
          { clock: systemClock },
        ),
      )
    }
    const [right, wrong] = [await to('backend-api'), await to('other')]
    for (let times = 0; times < 4; times++) expect(await statusOf(right, headers)).toBe(200)
    expect([connections, asked]).toEqual([1, 4])
    for (let times = 0; times < 2; times++) expect(await statusOf(wrong, headers)).toBe(502)
    expect(asked).toBe(4)
  },
)
