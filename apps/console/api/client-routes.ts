import type { RequestHandler } from 'express'
import { z } from 'zod'
import { jsonBody, parseInput } from '#core/http/input'
import { Problem } from '#core/http/problem'
import { route, type Route } from '#core/http/routes'
import { sendJson, sendSecret } from '#core/http/send'
import { isRingId } from '#core/rings/ring-id'
import { showDecoded } from '../bench/show-decoded.ts'
import type { AskProcess } from '../live/ask.ts'
import type { TokenForClient, PublishedIssuer, ShownRegister } from '../pages/clients/clients-state.ts'

export interface ClientRouteParts {
  ask: AskProcess
  changes: RequestHandler[]
}

const shortText = z.string().max(1000)

const tokenOrder = z.strictObject({
  client: z.string().refine(isRingId, 'is not the id of a client'),
  issuer: shortText,
  /** The form of the token route, without what proves the client. */
  form: z.record(shortText, z.string().max(20_000)),
})

/** Clients and issuers, as data. */
export function clientRoutes({ ask, changes }: ClientRouteParts): Route[] {
  return [
    route('GET /api/clients', 'who may do what, as the factory tells it', async (_request, response) =>
      sendJson(response, 200, await readRegister(ask)),
    ),
    route('GET /api/issuers/:name', 'discovery and key set of an issuer', async ({ params }, response) =>
      sendJson(response, 200, await readIssuer(ask, String(params['name']))),
    ),
    route(
      'POST /api/clients/token',
      'a token as a client gets it {client, issuer, form}',
      ...changes,
      jsonBody,
      async ({ body }, response) => {
        const { client, issuer, form } = parseInput(tokenOrder, body)
        const path = `/control/clients/${client}/token?${new URLSearchParams({ issuer })}`
        sendSecret(response, grantedToken(await ask('jwt-factory', { method: 'POST', path, body: form })))
      },
    ),
  ]
}

/** @returns it with a trouble in place of clients, where the factory does not tell */
export async function readRegister(ask: AskProcess): Promise<ShownRegister> {
  const nobody: ShownRegister = { count: 0, clients: [], removed: [], issuers: [] }
  try {
    const { status, body } = await ask('jwt-factory', { method: 'GET', path: '/control/clients' })
    if (status === 200) return body as ShownRegister // of our own factory
    return { ...nobody, trouble: detailIn(body) ?? `The factory answered ${status}.` }
  } catch (error) {
    return { ...nobody, trouble: error instanceof Error ? error.message : 'The factory does not answer.' }
  }
}

/** What an issuer publishes. @throws Problem not-found, or with what the factory says */
export async function readIssuer(ask: AskProcess, name: string): Promise<PublishedIssuer> {
  if (name !== '@' && !isRingId(name)) throw new Problem('not-found', 'There is no such issuer.')
  const base = name === '@' ? '' : `/issuers/${name}`
  const read = async (path: string) => {
    const { status, body } = await ask('jwt-factory', { method: 'GET', path: `${base}${path}` })
    if (status === 200) return body
    throw new Problem('invalid-input', detailIn(body) ?? `The factory answered ${status} at ${base}${path}.`)
  }
  const [discovery, jwks] = await Promise.all([read('/.well-known/openid-configuration'), read('/jwks')])
  return { name, discovery, jwks }
}

const detailIn = (body: unknown): string | undefined => (Object(body) as { detail?: string }).detail

function grantedToken({ status, body }: { status: number; body: unknown }): TokenForClient {
  const { access_token: token, expires_in: expiresIn = 0, scope } = Object(body) as Record<string, never>
  if (status !== 200 || typeof token !== 'string')
    throw new Problem('invalid-input', `The factory refuses this: ${detailIn(body) ?? `it answered ${status}`}`)
  return { token, expiresIn, ...(scope !== undefined && { scope }), decoded: showDecoded(token) }
}
