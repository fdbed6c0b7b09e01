import type { Clock } from '#core/clock'
import type { AppParts } from '#core/http/app'
import type { Log } from '#core/log'
import type { KeyRings } from '#core/rings/key-rings'
import type { Store } from '#core/store/store'
import type { Traces } from '#core/trace/recorder'
import type { PeopleConfig } from './config/people-config.ts'
import type { InitFile } from './dbinit/read-init-file.ts'
import type { Directory } from './directory/directory.ts'
import type { PasswordFile } from './fill-directory.ts'
import type { LogTail } from './telemetry/log-tail.ts'
import type { PeopleWatch } from './telemetry/people-watch.ts'
import type { Passwords } from './passwords/passwords.ts'
import type { LdapDirectory } from './sources/ldap/ldap-directory.ts'

/** What a directory of people is handed from outside its configuration. */
export interface PeopleWorld {
  clock: Clock
  log: Log
  traces: Traces
  /** Where it listens, unless its configuration says so. */
  host: string
  allowedHosts: readonly string[]
  storeSecret: string | undefined
  /** What the directory is to begin with. */
  init: InitFile | undefined
  /** Reaches the person who started it, and no log. */
  tellPassword(name: string, password: string): void
  /** Where that is kept as well. */
  passwordFile?: PasswordFile
  /** The last lines of its log. */
  logTail: LogTail
}

/** What logins need, open. */
export interface OpenPeopleParts {
  config: PeopleConfig
  clock: Clock
  store: Store
  rings: KeyRings
  directory: Directory
  passwords: Passwords
  /** Directories of others, which know passwords of people; none where nothing is said. */
  otherDirectories?: readonly LdapDirectory[]
}

/** What a program is made of that has people, and nothing else. */
export type PeopleParts = AppParts & OpenPeopleParts & { watch?: PeopleWatch }

/** What the routes of people are made of, in any program. */
export interface PeopleRoutesParts
  extends Omit<OpenPeopleParts, 'rings'>, Pick<AppParts, 'machine' | 'log' | 'guard' | 'control'> {
  rings: PeopleRings
  /** Where the audit log is, and the clock that it and new people are dated by; absent: where and when all else is. */
  auditing?: { store: Store; clock: Clock }
}

/** As much of rings as logins and renewals ask for. */
export type PeopleRings = Pick<KeyRings, 'active' | 'published' | 'source' | 'life'>

/** In `allowed_hosts`: pages of all origins may log people in. */
export const ANY_ORIGIN = '*'
