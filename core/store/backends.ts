import type { Clock } from '../clock.ts'
import { postgresAdvice, type PostgresWords } from './postgres-advice.ts'
import type { TellDates } from './stored-time.ts'
import type { Store } from './store.ts'

/** What a backend may need. */
export interface StoreSurroundings {
  /** For backends that keep files. */
  folder: string
  clock: Clock
  /**
   * The clock of this machine, where `clock` is one that somebody moves: a store on the network has one of its own, and
   * what is remembered is not to be forgotten because that one was moved on for a while.
   */
  machineClock?: Clock
  /** How long a store on the network is waited for; as it has been found good, when absent. Milliseconds. */
  patience?: number | undefined
  /** Told of what is odd about a store and does not stop it. */
  log?: StoreLog
  /** Where a person has named a PostgreSQL, where that is not in STORE. */
  postgresWords?: PostgresWords
}

/** As much of a log as a store needs. */
export interface StoreLog {
  warn(fields: object, event: string): void
  info(fields: object, event: string): void
}

type Advice = readonly [says: RegExp, advice: string][]

interface Backend {
  /** How its setting is written; what stands behind it, the backend reads by itself. */
  setting: RegExp
  /** The same, as a message shows it. */
  written: string
  /** Where its entries are: they live as long as a process, or its folder, or are those of a server for several machines. */
  keptIn: 'process' | 'folder' | 'server'
  /** The server, by its name. */
  server?: 'Redis' | 'PostgreSQL'
  /** What to do about what it says when it cannot be opened; the first that fits. */
  advice: Advice | ((surroundings: StoreSurroundings) => Advice)
  open(setting: string, surroundings: StoreSurroundings): Promise<Store>
}

/** Every backend. Imported when chosen: nobody pays for a driver that they do not use. */
export const BACKENDS: readonly Backend[] = [
  {
    setting: /^sqlite$/,
    written: 'sqlite',
    keptIn: 'folder',
    advice: [
      [/cannot be written to/, 'STORE=memory needs no file; or choose another KEYS_FOLDER.'],
      [/not a database|malformed/, 'Move that file away: the factory makes a new one. Or choose another KEYS_FOLDER.'],
      [/locked/, 'Another program keeps it locked: stop that program, or choose another KEYS_FOLDER.'],
      [/./, 'Repair that file, or choose another KEYS_FOLDER, or STORE=memory.'],
    ],
    async open(_, { folder, clock, machineClock, log }) {
      const { openSqliteStore } = await import('./sqlite-store.ts')
      const tell: TellDates = (event, dates) => {
        if (event === 'store-date-ahead') log?.warn({ ...dates, advice: DATE_AHEAD }, event)
        else log?.info({ ...dates, advice: DATE_LEAPT }, event)
      }
      return openSqliteStore(folder, clock, tell, machineClock)
    },
  },
  {
    setting: /^memory$/,
    written: 'memory',
    keptIn: 'process',
    advice: [],
    open: async (_, { clock, machineClock }) =>
      (await import('./memory-store.ts')).createMemoryStore(clock, { machine: machineClock }),
  },
  {
    setting: /^rediss?:\/\/./,
    written: 'redis://host:port',
    keptIn: 'server',
    server: 'Redis',
    advice: [
      [/WRONGPASS|NOAUTH|NOPERM|AUTH/, 'Write user and password into STORE: redis://user:password@host:port.'],
      [/DB index/, 'Write another database into STORE, behind the port: redis://host:port/0.'],
      [/./, 'Start the Redis that STORE names, or name another one. STORE=sqlite needs no Redis.'],
    ],
    open: async (url, { clock, machineClock = clock, patience }) =>
      (await import('./redis-store.ts')).openRedisStore(url, machineClock, patience),
  },
  {
    setting: /^postgres(?:ql)?:\/\/./,
    written: 'postgres://user:password@host/database',
    keptIn: 'server',
    server: 'PostgreSQL',
    advice: ({ postgresWords }) => postgresAdvice(postgresWords),
    open: async (url, { clock, machineClock = clock, patience }) =>
      (await import('./postgres-store.ts')).openPostgresStore(url, machineClock, patience),
  },
]

const DATE_AHEAD =
  'the store was used at a later date than now: the clock of this machine was ahead by then, or is behind now. Check it'
const DATE_LEAPT =
  'nobody has used the store since, or the clock of this machine is ahead: check it. What has expired is kept for another day'
