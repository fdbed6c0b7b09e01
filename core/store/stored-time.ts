import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../clock.ts'
import { isRefusal } from './sqlite-errors.ts'
import { sureTime } from './sure-time.ts'

/** The time of a file of SQLite: what of it may be forgotten for good. */
export interface StoredTime {
  sureNow(): number
  /** Writes it down for whoever opens the file next; not now, where it cannot be written just now. */
  remember(): void
}

/** Told, for operators, of dates that do not go together. */
export type TellDates = (event: 'store-date-ahead' | 'store-date-leapt', fields: { last: string; now: string }) => void

const TIME_TABLE = `create table if not exists time(id integer primary key check (id = 1), sure real not null, seen real not null)`

export interface StoredTimeParts {
  /** By which entries expire. */
  clock: Clock
  /** By which time passes, whoever moves the other. */
  machine: Clock
  tell: TellDates
}

/** Clocks of several processes differ by less. Milliseconds. */
const NO_LEAP_BACK = 60_000
/** The clock of a machine that was away for longer may be right, and may have leapt ahead. Milliseconds. */
const NO_LEAP_AHEAD = 86_400_000

/**
 * A process that starts does not know whether its clock is right: one that is two days ahead would call expired what
 * lives. So the sure time goes on from where the file says it was; only once the process has run for a day, it goes by
 * the clock. What has expired stays for so much longer, and for no longer than it takes to write so much.
 * A file that says nothing, of an earlier version, goes on from the first expiry in it: nothing has been lost by then.
 */
export function openStoredTime(database: DatabaseSync, { clock, machine, tell }: StoredTimeParts): StoredTime {
  database.exec(TIME_TABLE)
  const known = database.prepare('select sure, seen from time').get()
  const first = database.prepare('select min(expires_at) as sure from kv where expires_at is not null').get()?.['sure']
  const now = clock.now()
  const sure = known?.['sure'] ?? first ?? now
  const sureNow = sureTime(clock, { from: Math.min(now, Number(sure)), machine })
  const write = database.prepare('insert or replace into time values (1, :sure, :seen)')
  if (known) tellLeaps(Number(known['seen']), now, tell)
  return {
    sureNow,
    remember() {
      try {
        write.run({ sure: sureNow(), seen: clock.now() })
      } catch (error) {
        if (!isRefusal(error)) throw error
      }
    },
  }
}

function tellLeaps(seen: number, now: number, tell: TellDates): void {
  const fields = { last: asText(seen), now: asText(now) }
  if (seen > now + NO_LEAP_BACK) tell('store-date-ahead', fields)
  if (now > seen + NO_LEAP_AHEAD) tell('store-date-leapt', fields)
}

/** Whatever stands in the file, and no clock of today writes it. */
const asText = (time: number) => (Math.abs(time) < 8.64e15 ? new Date(time).toISOString() : 'no date')
