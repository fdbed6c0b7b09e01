import { createHash } from 'node:crypto'
import { toText } from './values.ts'

/** In the first schema of the search path, as the operator has set it. */
const TABLE = 'jwt_sandbox_store'

/** Two processes that start at once make it one after the other; any number that is always the same. */
const MAKING = 5_443_555

const NOW = `extract(epoch from clock_timestamp())::double precision * 1000`
const ROW = `space_id = $1 and key_id = $2`
const ROW_LIVES = `(expires_at is null or expires_at > ${NOW})`
const INSERT = `insert into ${TABLE} as old (space_id, key_id, key, value, expires_at) values ($1, $2, $3, $4, $5)
  on conflict (space_id, key_id) do update set value = excluded.value, expires_at = excluded.expires_at`

/** Milliseconds. Somebody may set the clock of the server, within what is allowed, and set it back. */
const SWEPT_AFTER = 120_000
/** More than can have come since the last time. */
const SWEPT_AT_MOST = 1024
export const SWEEP_EVERY = 256
const LONG_EXPIRED = `expires_at <= ${NOW} - ${SWEPT_AFTER}`

export const POSTGRES_STATEMENTS = {
  make: `
    begin;
    select pg_advisory_xact_lock(${MAKING});
    create table if not exists ${TABLE} (
      space_id bytea not null,
      key_id bytea not null,
      key text collate "C" not null,
      value text collate "C" not null,
      expires_at double precision,
      primary key (space_id, key_id)
    );
    create index if not exists ${TABLE}_expiry on ${TABLE} (expires_at) where expires_at is not null;
    commit`,
  /** Whoever may only read and write rows needs a table that somebody else has made. */
  look: `select current_setting('server_encoding') as encoding, to_regclass('${TABLE}') is not null as made`,
  time: `select ${NOW} as now`,
  get: `select value from ${TABLE} where ${ROW} and ${ROW_LIVES}`,
  set: INSERT,
  add: `${INSERT} where old.expires_at <= ${NOW}`,
  update: `update ${TABLE} set value = $3, expires_at = $4 where ${ROW} and value = $5 and ${ROW_LIVES}`,
  delete: `delete from ${TABLE} where ${ROW} and ${ROW_LIVES}`,
  list: `select key, value from ${TABLE} where space_id = $1 and ${ROW_LIVES}`,
  /** What another connection has set again meanwhile has another expiry by then, and stays. */
  sweep: `delete from ${TABLE} where ${LONG_EXPIRED} and (space_id, key_id) in
    (select space_id, key_id from ${TABLE} where ${LONG_EXPIRED} limit ${SWEPT_AT_MOST} for update skip locked)`,
}

/** Any text has an id of the same length: an index takes keys of some kilobytes only. */
export const textId = (text: string): Buffer => createHash('sha256').update(toText(text)).digest()

export const rowIds = (space: string, key: string): [Buffer, Buffer] => [textId(space), textId(key)]

/** @param toServer a time of ours as the server will read it */
export const storedContent = (
  value: string,
  expiresAt: number | undefined,
  toServer: (time: number) => number,
): [string, number | null] => [toText(value), expiresAt === undefined ? null : toServer(expiresAt)]
