import { createLog } from '#core/log'
import { clientForBanner, forVerifiers, issuerBanner } from './issuer-banner.ts'
import { startFactory, type FactoryStart, type StartedFactory } from './start.ts'

/**
 * The factory under the name of what it is for others: the same program, which says what a verifier must know. A person at a
 * terminal is told how to use it, and a log gets one line of it.
 */
export async function startIssuer(start: FactoryStart): Promise<StartedFactory> {
  const started = await startFactory(start)
  const { facts } = started
  const { config, clock, write, logFormat: format } = start
  const client = await clientForBanner(facts.clients, config.keysFolder)
  if (format === 'pretty') write(issuerBanner(facts, config.keysFolder, client))
  else {
    const log = createLog({ name: 'jwt-factory', level: config.logLevel, format, clock, write })
    log.info(forVerifiers(facts, config.keysFolder, client), 'issuer-ready')
  }
  return started
}
