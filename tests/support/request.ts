import { Agent, createServer, type RequestListener, type Server } from 'node:http'
import supertest from 'supertest'

// supertest opens a port and a connection for each request: six times the work, and thousands of ports that the system keeps for a minute.

/** Where one app listens, and what keeps its connections. */
interface Kept {
  server: Server
  agent: Agent
  /** Counts the pause anew. */
  used(): void
}

/** What nobody has asked for so long is closed, or every app of a run would stay. */
const PAUSE_MS = 5000

const keptOf = new WeakMap<RequestListener, Kept>()

function keep(app: RequestListener): Kept {
  const server = createServer(app).unref()
  // Only the agent ends a connection: where both may, one sends while the other closes.
  server.keepAliveTimeout = 0
  const close = server.close.bind(server)
  // supertest closes what it has opened after a request: this stays.
  server.close = (done) => {
    if (done) queueMicrotask(done)
    return server
  }
  const agent = new Agent({ keepAlive: true })
  const pause = setTimeout(function closeWhenIdle() {
    if (Object.keys(agent.sockets).length > 0) return void pause.refresh()
    keptOf.delete(app)
    agent.destroy()
    close()
  }, PAUSE_MS)
  pause.unref()
  return { server, agent, used: () => void pause.refresh() }
}

/** supertest for an app, which listens at one port as long as it is asked and keeps its connections; a server or an address is asked as it is. */
export default function request(app: RequestListener | Server | string): ReturnType<typeof supertest> {
  if (typeof app !== 'function') return supertest(app)
  return new Proxy(supertest(app), {
    get: (_, method: 'get') => (path: string) => {
      const kept = keptOf.get(app) ?? keep(app)
      keptOf.set(app, kept)
      kept.used()
      return supertest(kept.server)[method](path).agent(kept.agent)
    },
  })
}
