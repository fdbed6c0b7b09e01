import express, { type Express, type RequestHandler } from 'express'
import { Pool } from 'undici'

// The hops of scenarios 1 to 5 with Express and undici as they come out of the box: nothing is signed, nothing is
// checked, nothing is bounded. What a play costs beyond this and its signatures is ours.

/** Where another process is, and by which name it is recognised. */
export interface BarePeer {
  url: string
  ca: string
  certifiedName: string
}

/** As long as a token of scenario 1, and as much of a verdict. */
const TOKEN = `ey${'x'.repeat(428)}`
const VERDICT = {
  valid: true,
  claims: {
    iss: 'https://jwt-factory/',
    sub: 'servicea',
    iat: 1795380828,
    jti: 'e02a0c46-e744-4374-a2ee-807a029b1947',
    aud: 'serviceb',
    exp: 1795384428,
  },
}

const JSON_HEADERS = { accept: 'application/json', 'content-type': 'application/json' }

/** Reads what the factory reads, and answers as much: the hello of each of its routes, too. */
export function bareFactory(): Express {
  const app = express()
  app.get('/', (_request, response) => void response.send('hello'))
  app.post('/json', express.json(), (_request, response) => void response.send('hello'))
  app.post('/form', express.urlencoded(), (_request, response) => void response.send('hello'))
  app.post('/issueToken/:ringId', express.json(), (_request, response) => void response.send(TOKEN))
  app.post('/verify/:ringId', express.json(), (_request, response) => void response.json(VERDICT))
  return app
}

/** B and C: ask the factory, or believe at once. */
export function bareCallee(factory: BarePeer): Express {
  const app = express()
  app.get('/asks', askIssuer(openBarePool(factory)))
  app.get('/believes', (_request, response) => void response.json(VERDICT))
  return app
}

function askIssuer(issuer: Pool): RequestHandler {
  return async (request, response) => {
    const token = request.get('authorization')?.slice('Bearer '.length)
    const body = JSON.stringify({ token, aud: 'serviceb', sub: 'servicea' })
    const answer = await issuer.request({ method: 'POST', path: '/verify/servicea', headers: JSON_HEADERS, body })
    response.json(await answer.body.json())
  }
}

/** A: gets a token or has one, and sends it to one callee or to both at once. */
export function bareCaller({ factory, callees }: { factory: BarePeer; callees: readonly BarePeer[] }): Express {
  const issuer = openBarePool(factory)
  const all = callees.map(openBarePool)
  const one = all.slice(0, 1)
  const newToken = () => getToken(issuer)
  const app = express()
  app.get('/scenario1', playBare(one, newToken, '/asks'))
  app.get('/scenario2', playBare(all, newToken, '/asks'))
  app.get(
    '/scenario3',
    playBare(one, () => TOKEN, '/believes'),
  )
  app.get(
    '/scenario4',
    playBare(all, () => TOKEN, '/believes'),
  )
  app.get('/scenario5', playBare(one, newToken, '/believes'))
  return app
}

function playBare(pools: readonly Pool[], token: () => string | Promise<string>, path: string): RequestHandler {
  return async (_request, response) => {
    response.json(await Promise.all(pools.map(async (pool) => call(pool, path, await token()))))
  }
}

async function getToken(issuer: Pool): Promise<string> {
  const body = JSON.stringify({ sub: 'servicea', aud: 'serviceb' })
  const answer = await issuer.request({ method: 'POST', path: '/issueToken/servicea', headers: JSON_HEADERS, body })
  return answer.body.text()
}

async function call(pool: Pool, path: string, token: string): Promise<unknown> {
  const headers = { accept: 'application/json', authorization: `Bearer ${token}` }
  return (await pool.request({ method: 'GET', path, headers })).body.json()
}

export function openBarePool({ url, ca, certifiedName }: BarePeer): Pool {
  return new Pool(url, { connections: 64, connect: { ca, servername: certifiedName, rejectUnauthorized: true } })
}
