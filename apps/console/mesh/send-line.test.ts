import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import type { ToldMesh } from '#core/control/told-mesh'
import { Problem } from '#core/http/problem'
import type { AskProcess } from '../live/ask.ts'
import type { MeshQuestion } from '../pages/mesh/mesh-state.ts'
import { sendLine } from './send-line.ts'

const LINE: MeshQuestion = { to: 'backend-api', caller: 'webui', method: 'GET', path: '/data', user: 'alice' }
const PAGE = {
  backends: [
    { name: 'backend-api', status: 200, body: {} },
    { name: 'second-backend-api', status: 403, body: 'no' },
  ],
}

const EDITED = 'what is in the editor'
const byWalk = (answer: string) => ({ kind: 'sent', answer, isLive: false })

/** An ingress, and a factory that has no key for users before it is asked for one. */
async function openMeshWith(listener: RequestListener, told: ToldMesh = { mesh: 'walk' }) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo // it listens on a port
  const asked: string[] = []
  const ask: AskProcess = async (name, { path }) => {
    asked.push(`${name} ${path}`)
    if (path === '/control/mesh') return { status: 200, body: told }
    if (name === 'neighbours') return { status: 200, body: { parties: { ingress: `localhost:${port}` } } }
    if (path.startsWith('/keys/')) return { status: 200, body: {} }
    const hasKey = asked.includes('jwt-factory /keys/people')
    return hasKey ? { status: 200, body: 'a.b.cccccc' } : { status: 404, body: {} }
  }
  return {
    asked,
    send: (question: Partial<MeshQuestion> = {}, variant?: string, issuer?: string) =>
      sendLine({ ask, machine: systemClock }, { ...LINE, ...question }, { text: EDITED, variant, issuer }),
  }
}

test('a line is sent with the policies of its step and a token of its user, and what came of it is told for its backend', async () => {
  const seen: IncomingHttpHeaders[] = []
  const { send, asked } = await openMeshWith(({ headers }, response) => {
    seen.push(headers)
    response.end(JSON.stringify(PAGE))
  })
  expect(await send({}, 'caller')).toEqual(byWalk('200, its data'))
  expect(seen[0]).toMatchObject({ tracestate: 'jwt-sandbox=policies-caller', authorization: 'Bearer a.b.cccccc' })
  expect(asked.filter((each) => each === 'jwt-factory /issueToken/people')).toHaveLength(2)
  expect(await send({ to: 'second-backend-api', path: '/data2', user: 'nobody' }, 'caller-and-user')).toEqual(
    byWalk('403 no'),
  )
  expect(seen[1]).not.toHaveProperty('authorization')
  expect(await send({ to: 'webui', caller: 'ingress', path: '/' }, 'caller')).toEqual(byWalk('200, the page'))
})

test('where the page itself is refused, its backends were not asked, and that is said', async () => {
  const { send } = await openMeshWith((_request, response) => response.writeHead(403).end('RBAC: access denied'))
  expect(await send({ user: 'nobody' }, 'allow-nothing')).toEqual(
    byWalk('403 RBAC: access denied for the page itself, so that it asks nobody'),
  )
})

test('live policies are sent without those of a step, and told as such', async () => {
  const seen: IncomingHttpHeaders[] = []
  const listener: RequestListener = ({ headers }, response) => {
    seen.push(headers)
    response.end(JSON.stringify(PAGE))
  }
  const { send } = await openMeshWith(listener, { mesh: 'live', policies: EDITED })
  expect(await send()).toEqual({ kind: 'sent', answer: '200, its data', isLive: true })
  expect(seen[0]).not.toHaveProperty('tracestate')
})

test.each<[Partial<MeshQuestion>, string | undefined, string | undefined, string]>([
  [{}, undefined, undefined, 'other-policies'],
  [{}, 'no-such-step', undefined, 'other-policies'],
  [{ caller: 'stranger' }, 'caller', undefined, 'no-line'],
  [{ method: 'POST' }, 'caller', undefined, 'no-line'],
  [{ path: '/other' }, 'caller', undefined, 'no-line'],
  [{}, 'caller', 'https://own.example', 'other-issuer'],
])('what this mesh cannot send is not sent: %j by %j of %j', async (question, variant, issuer, why) => {
  const { send, asked } = await openMeshWith((_request, response) => response.end(), { mesh: 'live', policies: 'x' })
  expect(await send(question, variant, issuer)).toEqual({ kind: 'not-sent', why })
  expect(asked.filter((each) => each !== 'neighbours /control/mesh')).toEqual([])
})

const away: AskProcess = () => Promise.reject(new Problem('peer-unreachable', 'away'))

test('where nobody is there, the decision stands alone', async () => {
  const policies = { text: EDITED, variant: 'caller' }
  expect(await sendLine({ ask: away, machine: systemClock }, LINE, policies)).toEqual({ kind: 'not-sent', why: 'away' })
})
