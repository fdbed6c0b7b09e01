import { clientForBanner, issuerBanner } from './issuer-banner.ts'
import { startFactory, type FactoryStart, type StartedFactory } from './start.ts'

/** The factory under the name of what it is for others: the same program, which tells a person at a terminal how to use it. */
export async function startIssuer(start: FactoryStart): Promise<StartedFactory> {
  const started = await startFactory(start)
  const { keysFolder } = start.config
  // Lines of JSON are for a program, which is told nothing else.
  if (start.logFormat === 'pretty') {
    start.write(issuerBanner(started.facts, keysFolder, await clientForBanner(started.facts.clients, keysFolder)))
  }
  return started
}
