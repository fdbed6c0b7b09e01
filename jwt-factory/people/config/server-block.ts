import { z } from 'zod'
import {
  integerWithin,
  keyBlock,
  listWith,
  maybeKey,
  someText,
  WHATEVER_ELSE,
  type ConfigPlace,
  textOrNone,
} from '#core/config/file-kinds'
import { fileOrNone, maybeFlag } from './config-kinds.ts'
import type { PeopleLogging, PeopleServer } from './people-config.ts'

const LONGEST_TIMEOUT = 600_000

const isOriginOrAll = (value: string) => value === '*' || (URL.canParse(value) && new URL(value).origin === value)

/** `server:` of Stoke. */
export const serverBlock = (place: ConfigPlace) =>
  keyBlock({
    address: textOrNone.refine(
      (host) => host === undefined || /^[A-Za-z0-9.:_-]+$/.test(host),
      'is not a host name or address',
    ),
    port: maybeKey(integerWithin(0, 65_535)),
    timeout: maybeKey(integerWithin(1, LONGEST_TIMEOUT)),
    tls_private_key: fileOrNone(place),
    tls_public_cert: fileOrNone(place),
    disable_admin: maybeFlag(false),
    allowed_hosts: maybeKey(
      listWith(someText.refine(isOriginOrAll, 'is neither "*" nor an origin such as https://app.example:8080')),
    ),
  })
    .superRefine((server, context) => {
      const { tls_private_key: key, tls_public_cert: certificate } = server
      if ((key === undefined) === (certificate === undefined)) return
      const [path, other] =
        key === undefined ? ['tls_private_key', 'tls_public_cert'] : ['tls_public_cert', 'tls_private_key']
      context.addIssue({ code: 'custom', path: [path ?? ''], message: `is missing beside ${other}: TLS needs both` })
    }, WHATEVER_ELSE)
    .transform((server): PeopleServer => ({
      host: server.address,
      port: server.port ?? 8080,
      timeout: server.timeout ?? 1000,
      tls:
        server.tls_private_key === undefined || server.tls_public_cert === undefined
          ? undefined
          : { keyFile: server.tls_private_key, certificateFile: server.tls_public_cert },
      hasAdminPages: !server.disable_admin,
      allowedOrigins: server.allowed_hosts ?? [],
    }))

/** Ours has no finer level than `debug`. */
const LOG_LEVELS_OF_STOKE = ['trace', 'debug', 'info', 'warn', 'error'] as const

/** `logging:` of Stoke. */
export const loggingBlock = (place: ConfigPlace) =>
  keyBlock({
    level: maybeKey(z.enum(LOG_LEVELS_OF_STOKE, `is not one of ${LOG_LEVELS_OF_STOKE.join(', ')}`)),
    log_file: fileOrNone(place),
    pretty_stdout: maybeFlag(false),
    write_to_stdout: maybeFlag(true),
  }).transform(({ level = 'info', log_file, pretty_stdout, write_to_stdout }): PeopleLogging => ({
    level: level === 'trace' ? 'debug' : level,
    file: log_file,
    isPretty: pretty_stdout,
    toStandardOutput: write_to_stdout,
  }))
