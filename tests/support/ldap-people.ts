import { halfOfToken, openTestPeople, SEED_CONFIG } from '../../jwt-factory/people/people.fixture.ts'
import { passwordOf, planetExpressConfig } from './planet-express.ts'

/** No login is cut short on a busy machine. */
const PATIENT_CONFIG = SEED_CONFIG.replace(/timeout: \d+/, 'timeout: 120000')

/** The seed's own people, and those of a directory; the example links two groups of it. */
export const openLdapPeople = (url: string, changes: Record<string, unknown> = {}, dialect = 'strict') =>
  openTestPeople({ config: `dialect: ${dialect}\n${PATIENT_CONFIG}${planetExpressConfig(url, changes)}` })

export type LdapPeople = Awaited<ReturnType<typeof openLdapPeople>>

/** @returns the status, and the reason where one is told */
export async function logsIn(
  { login }: LdapPeople,
  username: string,
  password: string,
  more = {},
): Promise<[number, string?]> {
  const { status, body } = await login({ username, password, ...more })
  return body.reason === undefined ? [status] : [status, body.reason]
}

/** What the token of somebody says who logs in. */
export async function claimsAtLogin({ login, lines }: LdapPeople, username: string, password = passwordOf(username)) {
  const { status, body } = await login({ username, password })
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}\n${lines.slice(-10).join('')}`)
  return halfOfToken(body.token, 1)
}

/** As {@link logsIn} says it. */
export const LOGIN = { right: [200], wrong: [401, 'wrong-credentials'], unfit: [403, 'unfit-entry'], away: [503] }
