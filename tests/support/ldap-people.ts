import { halfOfToken, openTestPeople, SEED_CONFIG } from '../../jwt-factory/people/people.fixture.ts'
import { passwordOf, planetExpressConfig } from './planet-express.ts'

/** The seed's own people, and those of a directory; the example links two groups of it. */
export const openLdapPeople = (url: string, changes: Record<string, unknown> = {}, dialect = 'strict') =>
  openTestPeople({ config: `dialect: ${dialect}\n${SEED_CONFIG}${planetExpressConfig(url, changes)}` })

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
export const claimsAtLogin = async ({ login }: LdapPeople, username: string, password = passwordOf(username)) =>
  halfOfToken((await login({ username, password }).expect(200)).body.token, 1)

/** As {@link logsIn} says it. */
export const LOGIN = { right: [200], wrong: [401, 'wrong-credentials'], unfit: [403, 'unfit-entry'], away: [503] }
