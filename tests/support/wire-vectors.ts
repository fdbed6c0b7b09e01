import { OWN_PEM } from '../../core/access/dialects/dialect.fixture.ts'
import type { AskedRequest } from '#core/access/dialect'
import { requestsOf, type SidecarVector } from './jwtproxy-vectors.ts'
import { talk } from './raw.ts'

/** The public key that the tokens of the vectors are held against, as the file of a verifier. */
export { OWN_PEM as VECTOR_KEY }

/** What the vectors are meant for, wherever the verifier listens. */
export const VECTOR_AUDIENCE = 'http://localhost:18080'

/** An answer to a vector as it came over the wire. */
export interface WireVectorAnswer {
  /** 0 when the connection ended without one. */
  status: number
  body: string
}

/**
 * Sends a vector, step by step, to a verifier that listens.
 * @param upstream `127.0.0.1:4003`: what CONNECT asks for
 * @param clock seconds since 1970, when each vector is made
 */
export async function sendVector(
  vector: SidecarVector,
  port: number,
  upstream: string,
  clock: () => number,
): Promise<WireVectorAnswer[]> {
  const answers: WireVectorAnswer[] = []
  for (const request of requestsOf(vector, clock())) {
    const isWhole = (all: string) => request.method === 'CONNECT' && all.includes('\r\n\r\n')
    const all = await talk(port, writtenOut(request, upstream), isWhole)
    const end = all.indexOf('\r\n\r\n')
    const status = Number(/^HTTP\/1\.[01] (\d{3}) /.exec(all)?.[1] ?? 0)
    answers.push({ status, body: end === -1 ? '' : all.slice(end + 4) })
  }
  return answers
}

function writtenOut({ method, target, authorization }: AskedRequest, upstream: string): string {
  const isTunnel = method === 'CONNECT'
  const lines = [
    `${method} ${target.replace('{upstream}', upstream)} HTTP/1.1`,
    `Host: ${isTunnel ? upstream : new URL(VECTOR_AUDIENCE).host}`,
    ...authorization.map((value) => `Authorization: ${value}`),
    ...(isTunnel ? [] : ['Connection: close']),
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}
