import { followGivenPair } from '#core/http/certificates/follow-given-pair'
import { readGivenPair, type GivenFiles, type GivenPair } from '#core/http/certificates/given-pair'
import { openPlainPort, openTlsPort, type OpenPlainPort } from '#core/http/listen'
import { warnOfOpenSecret } from '#core/files/warn-of-open-secret'
import type { Clock } from '#core/clock'
import type { Log } from '#core/log'
import type { PeopleServer } from './config/people-config.ts'

/** The one port of people, with TLS where the configuration has a certificate. */
export interface PeoplePort extends OpenPlainPort {
  scheme: 'http' | 'https'
  /** Hosts for which the certificate is. */
  names: readonly string[]
}

/** What the configuration calls the two files. */
export const peopleTlsFiles = ({ keyFile, certificateFile }: NonNullable<PeopleServer['tls']>): GivenFiles => ({
  certificate: { setting: 'server.tls_public_cert', path: certificateFile },
  key: { setting: 'server.tls_private_key', path: keyFile },
})

/**
 * Takes the port; a certificate is read and tried before that, and followed as long as it is served.
 * @param host where it listens
 * @throws Error with what is wrong with the certificate, and what the platform says of the port
 */
export async function openPeoplePort(
  { port, tls }: Pick<PeopleServer, 'port' | 'tls'>,
  { host, clock, log }: { host: string; clock: Clock; log: Log },
): Promise<PeoplePort> {
  if (!tls) return { scheme: 'http', names: [], ...(await openPlainPort({ host, port, clock })) }
  const files = peopleTlsFiles(tls)
  let pair = await readGivenPair(files, clock.now())
  await warnOfOpenSecret({ path: tls.keyFile, given: tls.keyFile, holds: 'a private key' }, log)
  const opened = await openTlsPort({ host, port, clock })
  const use = (renewed: GivenPair) => opened.renew(shownToPeople((pair = renewed)))
  const following = followGivenPair({ files, pair, use, clock, log })
  return {
    scheme: 'https',
    names: pair.names,
    port: opened.port,
    serve: (app) => opened.serve(app, shownToPeople(pair)),
    async close() {
      await following.stop()
      await opened.close()
    },
  }
}

/** Nobody is asked for a certificate here, so there is no authority. */
const shownToPeople = ({ cert, key }: GivenPair) => ({ cert, key, ca: '' })
