import { isIP } from 'node:net'
import { z } from 'zod'
import {
  absolutePath,
  integerWithin,
  keyBlock,
  maybeKey,
  WHATEVER_ELSE,
  type ConfigPlace,
  textOrNone,
} from '#core/config/file-kinds'
import { maybeSection, textOrElse } from './config-kinds.ts'
import type { PeopleDatabase } from './people-config.ts'

/** What the original asks of its driver by itself: one cache for all, and references that are checked. It is so here, too. */
const FLAGS_OF_STOKE = 'cache=shared&_fk=1'

const ONLY_TLS =
  'says more than sslmode=disable, or sslmode=verify-full with sslrootcert=FILE, with a space between: all others check no certificate, or are for another driver'

const sqliteBlock = keyBlock({
  file: textOrElse('stoke.db'),
  flags: textOrElse(FLAGS_OF_STOKE).refine(
    (flags) => flags === FLAGS_OF_STOKE,
    `is for the driver of the original: leave it out, or write "${FLAGS_OF_STOKE}"`,
  ),
})

const postgresBlock = keyBlock({
  host: textOrElse('127.0.0.1').refine(
    (host) => isIP(host) > 0 || /^[\w.-]+$/.test(host),
    'is not a host name or address',
  ),
  port: maybeKey(integerWithin(1, 65_535)),
  database: textOrElse('stoke'),
  user: textOrElse('stoke_user'),
  password: textOrNone,
  extra_args: textOrNone.refine(
    (args) => args === undefined || /^sslmode=(?:disable|verify-full(?: sslrootcert=[^\s?&#]+)?)$/.test(args),
    ONLY_TLS,
  ),
})

/** It is read whatever it says, as one of several that a file may have; what is chosen is another question. */
const mysqlBlock = z.record(z.string(), z.unknown(), 'must be a block')

/** `database:` of Stoke. Where a database is chosen that there is not here, it is said which to choose. */
export const databaseBlock = (place: ConfigPlace) =>
  keyBlock({
    type: maybeKey(z.enum(['sqlite', 'postgres', 'mysql'], 'is neither sqlite nor postgres')),
    sqlite: maybeSection(sqliteBlock),
    postgres: maybeSection(postgresBlock),
    mysql: maybeSection(mysqlBlock),
  })
    .superRefine(({ type }, context) => {
      if (type === 'mysql') context.addIssue({ code: 'custom', path: ['type'], message: NO_MYSQL })
    }, WHATEVER_ELSE)
    .transform(({ type, sqlite, postgres }): PeopleDatabase =>
      type === 'postgres'
        ? { type, url: postgresUrl(postgres, place) }
        : { type: 'sqlite', file: absolutePath(sqlite.file, place) },
    )

const NO_MYSQL = 'is mysql, which has no driver here. Write postgres, for several processes, or sqlite'

function postgresUrl(postgres: z.output<typeof postgresBlock>, place: ConfigPlace): string {
  const { host, port = 5432, database, user, password, extra_args: args = '' } = postgres
  const address = isIP(host) === 6 ? `[${host}]` : host
  const secret = password === undefined ? '' : `:${encodeURIComponent(password)}`
  const query = new URLSearchParams(args.replace(' ', '&'))
  const caFile = query.get('sslrootcert')
  if (caFile !== null) query.set('sslrootcert', absolutePath(caFile, place))
  const options = query.size === 0 ? '' : `?${query}`
  return `postgres://${encodeURIComponent(user)}${secret}@${address}:${port}/${encodeURIComponent(database)}${options}`
}
