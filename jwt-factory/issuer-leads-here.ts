import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { Clock } from '#core/clock'
import { isPlainUrl } from '#core/config/plain-url'
import type { SettingFault } from '#core/config/read-config'
import { nameIn } from '#core/http/guard'
import { isLoopback } from '#core/http/loopback'
import type { FactoryConfig } from './config.ts'

/** The addresses that a name has for programs of this machine. @throws where it has none */
export type LookUp = (name: string) => Promise<{ address: string }[]>

/** How long a start waits for somebody who knows names. Milliseconds. */
const NAME_PATIENCE = 2000

const askThisMachine: LookUp = (name) => lookup(name, { all: true })

/**
 * An issuer over plain HTTP, and one that is open, is for this machine alone. Whatever its name says, clients go where it leads:
 * `issuer.localhost` and the names in ALLOWED_HOSTS may stand for another machine in the hosts file or in DNS. A name that nobody
 * knows leads nowhere: programs that know RFC 6761 §6.3 find what is below localhost by themselves.
 * @returns what is wrong with FACTORY_URL, or nothing
 */
export async function leadingElsewhere(
  { url, open }: Pick<FactoryConfig, 'url' | 'open'>,
  clock: Pick<Clock, 'delay'>,
  lookUp: LookUp = askThisMachine,
): Promise<SettingFault[]> {
  const name = nameIn(new URL(url).hostname)
  if (!isPlainUrl(url) && !open) return []
  if (name === 'localhost') return [] // the factory listens at all that it stands for
  const addresses = isIP(name) === 0 ? await inTime(lookUp(name), clock) : [{ address: name }]
  const other = addresses.find(({ address }) => !isLoopback(address))
  if (!other) return []
  const why = isPlainUrl(url) ? 'is plain HTTP' : 'is that of an open issuer (OPEN=1)'
  const where = other.address === name ? `${name} is another` : `"${name}" leads to ${other.address}`
  return [{ variable: 'FACTORY_URL', message: `${why}, which is for this machine alone, but ${where}: use localhost` }]
}

const none = (): [] => []

/** The addresses, or none where nobody knows them in time. */
async function inTime(asked: ReturnType<LookUp>, clock: Pick<Clock, 'delay'>): ReturnType<LookUp> {
  const known = new AbortController()
  const tooLate = clock.delay(NAME_PATIENCE, known.signal).then(none, none)
  return Promise.race([asked.catch(none), tooLate]).finally(() => known.abort())
}
