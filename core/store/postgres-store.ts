import { readFile } from 'node:fs/promises'
import { Socket } from 'node:net'
import { DatabaseError, Pool } from 'pg'
import type { Clock } from '../clock.ts'
import { errorText } from '../error-text.ts'
import { type PostgresAddress, readPostgresAddress } from './postgres-address.ts'
import { POSTGRES_STATEMENTS as sql, rowIds, storedContent, SWEEP_EVERY, textId } from './postgres-table.ts'
import { createServerClock } from './server-clock.ts'
import { DISK_FULL, MEMORY_FULL, NO_WRITES, type Store, StoreUnavailable } from './store.ts'
import { byKey, checkedExpiry, fromText, toText } from './values.ts'

/** Milliseconds. */
const POSTGRES_PATIENCE = 2000
/** Of the hundred that a PostgreSQL has for all, as it is set up at first. */
const POOLED_CONNECTIONS = 4

/**
 * State in a table of a PostgreSQL, shared by every process that uses it. Expiry goes by the clock of the server, which is
 * compared with ours. What is acknowledged is as durable as the server is set up to be (`fsync`, `synchronous_commit`).
 * A statement that takes too long is ended by the server itself, and its connection is given up.
 * @param clock that of this machine: how far it is from the clock of the server is measured by it
 * @param patience how long an answer or a connection is waited for, in milliseconds
 * @throws StoreUnavailable when it cannot be reached, does not let us in, or lives in another time
 */
export async function openPostgresStore(url: string, clock: Clock, patience = POSTGRES_PATIENCE): Promise<Store> {
  const address = readPostgresAddress(url)
  const cannot = (error: unknown) =>
    new StoreUnavailable(`the store ${address.shown} cannot be opened: ${refusalText(error)}`)
  const ssl = await tlsOptions(address).catch((error: unknown) => {
    throw cannot(error)
  })
  const sockets = new Set<Socket>()
  const pool = new Pool({ ...poolOptions(patience), ...address.options, ssl, stream: () => tracked(sockets) })
  pool.on('error', () => {}) // a connection that breaks while nobody uses it: the next question has another one
  const store = storeOn(pool, { clock, sockets })
  try {
    await makeTable(pool)
    await store.get('', '') // whoever may connect may still not be allowed to read
    return store
  } catch (error) {
    await store.close()
    throw cannot(error)
  }
}

/** Everything that the driver would else look for in the environment is said here. */
const poolOptions = (patience: number) => ({
  max: POOLED_CONNECTIONS,
  connectionTimeoutMillis: patience,
  query_timeout: patience + 500,
  keepAlive: true,
  client_encoding: 'UTF8',
  application_name: 'jwt-sandbox',
  sslnegotiation: 'postgres' as const,
  options: settings(patience),
})

/** Whatever a role or a database is set up with: compare and set is written for this isolation, and times have all their digits. */
const settings = (patience: number) =>
  Object.entries({
    statement_timeout: patience,
    default_transaction_isolation: 'read\\ committed',
    extra_float_digits: 1,
  })
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')

async function tlsOptions({ tls }: PostgresAddress) {
  if (!tls) return false
  const ca = tls.caFile === undefined ? undefined : await readFile(tls.caFile, 'utf8')
  return { rejectUnauthorized: true, minVersion: 'TLSv1.2' as const, ...(ca !== undefined && { ca }) }
}

/** A server that hangs ends no connection, and a socket that waits for it keeps a process alive. */
function tracked(sockets: Set<Socket>): Socket {
  const socket = new Socket()
  sockets.add(socket)
  socket.once('close', () => sockets.delete(socket))
  return socket
}

async function makeTable(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ encoding: string; made: boolean }>(sql.look)
  const [{ encoding, made } = { encoding: '', made: false }] = rows
  if (encoding !== 'UTF8') throw new Error(`the encoding of its database is ${encoding}, and not UTF8`)
  if (!made) await pool.query(sql.make)
}

function storeOn(pool: Pool, { clock, sockets }: { clock: Clock; sockets: Set<Socket> }): Store {
  const time = createServerClock(async () => Number((await pool.query<{ now: number }>(sql.time)).rows[0]?.now), clock)
  const asked = new Set<Promise<unknown>>()
  let closing: Promise<void> | undefined
  let writes = 0

  const ask = async <Result>(question: () => Promise<Result>): Promise<Result> => {
    try {
      if (closing) throw new Error('the connection was closed')
      const answer = time.isSure() ? question() : time.compare().then(question)
      asked.add(answer)
      return await answer.finally(() => asked.delete(answer))
    } catch (error) {
      // Without its cause: the driver puts there what was to be stored.
      throw new StoreUnavailable(`PostgreSQL: ${refusalText(error)}`, { detail: detailByState(error) })
    }
  }

  const run = (statement: string, values: () => unknown[]) =>
    ask(async () => (await pool.query(statement, values())).rowCount)
  const write = async (statement: string, values: () => unknown[]) => {
    if (++writes % SWEEP_EVERY === 0) await run(sql.sweep, () => [])
    return (await run(statement, values)) === 1
  }
  const content = (value: string, expiresAt: number | undefined) => storedContent(value, expiresAt, time.toServer)

  async function end(): Promise<void> {
    await Promise.allSettled(asked)
    await pool.end()
    for (const socket of sockets) socket.destroySoon()
  }

  return {
    async get(space, key) {
      const { rows } = await ask(() => pool.query<{ value: string }>(sql.get, rowIds(space, key)))
      return rows[0] && fromText(rows[0].value)
    },
    async set(space, key, value, expiresAt) {
      checkedExpiry(expiresAt)
      await write(sql.set, () => [...rowIds(space, key), toText(key), ...content(value, expiresAt)])
    },
    async add(space, key, value, expiresAt) {
      checkedExpiry(expiresAt)
      return write(sql.add, () => [...rowIds(space, key), toText(key), ...content(value, expiresAt)])
    },
    async update(space, key, expected, value, expiresAt) {
      checkedExpiry(expiresAt)
      return write(sql.update, () => [...rowIds(space, key), ...content(value, expiresAt), toText(expected)])
    },
    delete: (space, key) => write(sql.delete, () => rowIds(space, key)),
    async list(space) {
      const { rows } = await ask(() => pool.query<{ key: string; value: string }>(sql.list, [textId(space)]))
      return rows.map(({ key, value }): [string, string] => [fromText(key), fromText(value)]).sort(byKey)
    },
    close: () => (closing ??= end()),
  }
}

/** The message may be in any language: the code (SQLSTATE) tells what it is about. */
const refusalText = (error: unknown) =>
  error instanceof DatabaseError && error.code ? `${error.message} (${error.code})` : errorText(error)

/** What callers are told, by SQLSTATE (PostgreSQL 15, Appendix A). */
const DETAIL_BY_STATE: Record<string, string> = { '53100': DISK_FULL, '53200': MEMORY_FULL, '25006': NO_WRITES }

const detailByState = (error: unknown): string | undefined =>
  error instanceof DatabaseError && error.code ? DETAIL_BY_STATE[error.code] : undefined
