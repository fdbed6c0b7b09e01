import { mutantsOf } from './mutant.ts'

const GIVEN = ['core/http/certificates/given-pair.test.ts']
const FOLLOWED = ['core/http/certificates/follow-given-pair.test.ts']
const SPANS = ['core/telemetry/send-spans.test.ts']
const WATCHED = ['jwt-factory/people/telemetry/watch-people.test.ts']
const AT_FACTORY_PORT = ['jwt-factory/people/at-factory/watched-routes.test.ts']
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
  ...mutantsOf('core/telemetry/exposition.ts', ['core/telemetry/exposition.test.ts'], [
    ['a quote ends a label', [".replaceAll('\"', '\\\\\"')", '']],
  ]), // prettier-ignore
  ...mutantsOf('core/telemetry/counter.ts', ['core/telemetry/exposition.test.ts'], [
    ['labels grow without end', ['counts.size >= most', 'counts.size < 0']],
  ]), // prettier-ignore
  ...mutantsOf('core/telemetry/send-spans.ts', SPANS, [
    ['spans wait without end', ['waiting.length >= SPAN_LIMITS.waiting || ', '']],
    ['a collector that refuses is asked again', ['isForLater: FOR_LATER.has(status)', 'isForLater: true']],
    ['Retry-After is not looked at', ['Math.max(retryAfter, backoff(failures))', 'backoff(failures)']],
    ['it is asked for ever', ['tries < MOST_POSTS && ', '']],
    ['a silent collector holds up the end', ['() => giveUp.abort(),', '() => {},']],
    [
      'what it left out was sent',
      ['rejected: rejectedIn(answer, batch.length) }', 'rejected: 0 * rejectedIn(answer, 1) }'],
    ],
    ['after one hurry all is hurried', ['      hurry = new AbortController()\n', '']],
  ]),
  ...mutantsOf('core/telemetry/retry.ts', SPANS, [
    ['it waits for as long as it is told', ['Math.min(wait, MOST_RETRY_WAIT)', 'wait']],
  ]), // prettier-ignore
  ...mutantsOf('core/telemetry/watched-request.ts', WATCHED, [
    ['a route is whatever is asked for', ['route: names.has(first) ? first : undefined', 'route: request.path']],
  ]), // prettier-ignore
  ...mutantsOf('core/telemetry/span-requests.ts', WATCHED, [
    ['who does not record is recorded', ['parentId !== undefined && !trace.sampled', 'false']],
    ['a span says what was asked for', ['`${method} ${route}`', 'request.originalUrl']],
  ]),
  ...mutantsOf('jwt-factory/people/telemetry/who-may-see.ts', WATCHED, [
    ['any token will do', ["await parts.administration.read(who, 'read-metrics')", 'await Promise.resolve(who)']],
  ]), // prettier-ignore
  ...mutantsOf('jwt-factory/people/telemetry/watch-people.ts', WATCHED, [
    ['everybody reads the log', ['...(gates ?? [onlyHere])', '...(gates ?? [])']],
    [
      'letters are asked for where nobody wants them',
      ['guardsMetrics ? onlyWithLetter(front)', '!guardsMetrics ? onlyWithLetter(front)'],
    ],
  ]),
  ...mutantsOf('jwt-factory/people/at-factory/watched-routes.ts', AT_FACTORY_PORT, [
    ['the end of the log opens people', ['guardsMetrics || !paths.includes(LOG_PATH)', 'true']],
    ['letters are looked for where no people are', ['guardsMetrics || !paths', '!paths']],
    ['nobody counts', ['({ ...one, watchers })', '({ ...one })']],
  ]),
  ...mutantsOf('core/http/mount-routes.ts', AT_FACTORY_PORT, [
    ['what is refused in front is not counted', ['...watchers, ...guards, ...handlers', '...guards, ...watchers, ...handlers']],
  ]), // prettier-ignore
  ...mutantsOf('jwt-factory/people/at-factory/open-factory-people.ts', AT_FACTORY_PORT, [
    ['the last spans are lost', ['late.close().finally(() => spans?.close())', 'late.close()']],
  ]), // prettier-ignore
  ...mutantsOf(
    'jwt-factory/people/fill-directory.ts',
    ['jwt-factory/people/fill-directory.test.ts'],
    [
      ['a password is written too late', ['  await passwordFile?.write(password)\n', '']],
      ['the file has the password of nobody', ['  else await passwordFile?.remove()\n', '']],
      ['a password is taken back that may count', ['if (error instanceof DirectoryFault) await', 'await']],
    ],
  ),
  ...mutantsOf('jwt-factory/people/at-factory/password-file.ts', ['jwt-factory/people/at-factory/factory-people.test.ts'], [
    ['two factories write at once', ['withFolderLock(folder, work, clock)', 'work()']],
  ]), // prettier-ignore
  ...mutantsOf('jwt-factory/people/telemetry/log-tail.ts', ['jwt-factory/people/telemetry/log-tail.test.ts'], [
    ['lines are kept without end', ['while (size > most) size', 'while (size > Infinity) size']],
  ]), // prettier-ignore
  ...mutantsOf('apps/relay/server/relay-answers.ts', ['apps/relay/server/piko-wire.test.ts'], [
    ['Piko says in JSON that nothing is there', ["if (dialect === 'piko' && saying === 'no-route') return NO_PAGE\n", '']],
  ]), // prettier-ignore
  ...mutantsOf('apps/relay/config/warn-of-open-relay-file.ts', ['apps/relay/config/warn-of-open-relay-file.test.ts'], [
    ['secrets of tenants may be read', [', ...config.upstream.tenants.map(({ auth }) => auth)', '']],
    ['a variable is a secret', ['if (file && secrets.some((secret) => file.text.includes(secret)))', 'if (file && secrets.length > 0)']], // prettier-ignore
  ]), // prettier-ignore
]
