import { mutantsOf } from './mutant.ts'

const GIVEN = ['core/http/certificates/given-pair.test.ts']
const FOLLOWED = ['core/http/certificates/follow-given-pair.test.ts']
const STARTED = ['jwt-factory/people/started-people.test.ts']

/** By which doors people are reached, and what those who watch over them see. */
export const PEOPLE_DOOR_MUTANTS = [
  ...mutantsOf('core/http/certificates/given-pair.ts', GIVEN, [
    ['a certificate may belong to another key', ['!certificate.checkPrivateKey(privateKey)', 'false']],
    ['one that has ended is shown', ['to.getTime() <= now', 'to.getTime() <= 0']],
    ['one of tomorrow is shown', ['from.getTime() > now', 'from.getTime() > Infinity']],
    ['one that is for clients is shown', ['?? whyNoServer(certificate)', '']],
    ['OpenSSL is not asked', ['!isTaken({', '!Object({']],
  ]),
  ...mutantsOf('core/http/certificates/follow-given-pair.ts', FOLLOWED, [
    ['what does not fit yet is never looked at again', ['    const found = await readGivenPair(files, clock.now())\n    seen = version', '    seen = version\n    const found = await readGivenPair(files, clock.now())']], // prettier-ignore
    ['the end is told of at every look', ['|| now < warnedAt + DAY', '']],
    ['a fault is told of at every look', ['if (reason !== warned) log', 'log']],
  ]),
  ...mutantsOf('core/http/listen.ts', ['core/http/tls-port.test.ts'], [
    ['TLS alone waits for slow requests without end', ["else plain.emit('listening')", "else plain.listenerCount('listening')"]], // prettier-ignore
  ]), // prettier-ignore
  ...mutantsOf('core/store/sqlite-file.ts', ['core/store/open-store.test.ts'], [
    ['the database of another program is filled', ['      refuseForeign(database)\n', '']],
  ]), // prettier-ignore
  ...mutantsOf('jwt-factory/people/people-port.ts', STARTED, [
    ['an open key is not told of', ["  await warnOfOpenSecret({ path: tls.keyFile, given: tls.keyFile, holds: 'a private key' }, log)\n", '']], // prettier-ignore
    ['the names of the certificate are strangers', ['names: pair.names', 'names: []']],
  ]),
  ...mutantsOf('apps/relay/config/warn-of-open-relay-file.ts', ['apps/relay/config/warn-of-open-relay-file.test.ts'], [
    ['secrets of tenants may be read', [', ...config.upstream.tenants.map(({ auth }) => auth)', '']],
    ['a variable is a secret', ['if (file && secrets.some((secret) => file.text.includes(secret)))', 'if (file && secrets.length > 0)']], // prettier-ignore
  ]), // prettier-ignore
]
