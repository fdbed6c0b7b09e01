import { readFile } from 'node:fs/promises'
import { systemClock } from '#core/clock'
import { createTraces } from '#core/trace/recorder'
import { readPeopleConfig } from '../../jwt-factory/people/config/read-people-config.ts'
import { readInitFile } from '../../jwt-factory/people/dbinit/read-init-file.ts'
import { openPeople } from '../../jwt-factory/people/open-people.ts'
import { createLogTail } from '../../jwt-factory/people/telemetry/log-tail.ts'
import { ask } from './play-all.ts'
import { silentLog, type PeopleDatabase } from './people-stores.ts'

const EXAMPLE = new URL('../../jwt-factory/people/example/dbinit.yaml', import.meta.url)

/** Two factories of people that begin at once, with the seed's own data. Close them afterwards. */
export async function openTwoPeople({ block }: PeopleDatabase) {
  const text = `server: {port: 0, timeout: 60000}
database: ${block}
tokens: {persist_keys: true, algorithm: ECDSA, num_bits: 256, key_duration: 3h, token_duration: 30m, issuer: stoke-1}
`
  const config = readPeopleConfig(text, 'config.yaml', { folder: '/nowhere' })
  const init = readInitFile(await readFile(EXAMPLE, 'utf8'), 'dbinit.yaml')
  const open = () =>
    openPeople(config, {
      clock: systemClock,
      log: silentLog,
      traces: createTraces('people', systemClock),
      host: '127.0.0.1',
      allowedHosts: [],
      storeSecret: 'the secret that seals the keys of people',
      init,
      logTail: createLogTail(),
      tellPassword() {},
    })
  const both = await Promise.all([open(), open()])
  const ports = [both[0].port, both[1].port] as const
  const post = async (at: 0 | 1, path: string, body: object, headers = {}) => {
    const answer = await ask(ports[at], path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    if (!answer) throw new Error(`nobody answers ${path}`)
    return answer
  }
  return {
    ports,
    logIn: (at: 0 | 1, username: string, password: string) => post(at, '/api/login', { username, password }),
    renew: (at: 0 | 1, { token, refresh }: { token: string; refresh: string }) =>
      post(at, '/api/renew', { refresh }, { authorization: `Bearer ${token}` }),
    close: async () => void (await Promise.all(both.map(({ close }) => close()))),
  }
}

export type TwoPeople = Awaited<ReturnType<typeof openTwoPeople>>
