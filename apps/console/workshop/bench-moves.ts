import { Buffer } from 'node:buffer'
import type { AskConsole } from './step.ts'

/** What solutions do on the token bench and on the stage, as its pages do. */
export async function tokenForB(ask: AskConsole): Promise<string> {
  const { token } = await ask('/api/bench/sample', {})
  return token
}

/** Reads the middle of a token: everybody can. */
export const claimsWrittenIn = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

/** Shows a token to a service, as the caller of scenario 5 does: the service verifies it with the key set. */
export const showToken = (
  ask: AskConsole,
  token: string,
  to = 'serviceb',
  scenario = 5,
): Promise<{ traceId: string }> => ask('/api/bench/send', { token, to, scenario })

/** Good claims, signed by whom a person chooses on the bench. @param material the secret, where one signs */
export async function signOnBench(
  ask: AskConsole,
  signer: object,
  { claims, header = { typ: 'JWT' }, material = '' }: { claims: object; header?: object; material?: string },
): Promise<string> {
  const texts = { header: JSON.stringify(header), payload: JSON.stringify(claims) }
  const { token } = await ask('/api/bench/sign', { signer, material, ...texts })
  return token
}

export const playOnStage = (
  ask: AskConsole,
  scenario: number,
  query: Record<string, string> = {},
): Promise<{ traceId: string }> => ask('/api/plays', { scenario, query })
