import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { manualClock, type ManualClock } from '../clock.ts'
import { createLayeredStore } from './layered-store.ts'
import { createMemoryStore } from './memory-store.ts'
import { openStore } from './open-store.ts'
import type { Store } from './store.ts'

// What was revoked or spent is not to be believed again because somebody moved the clock of a sandbox on for a while.

const START = Date.parse('2026-01-01T00:00:00Z')
const HOUR = 3_600_000

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'moved-clock-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

const stores: [name: string, open: (clock: ManualClock, machine: ManualClock) => Promise<Store>][] = [
  ['memory', (clock, machine) => openStore('memory', { folder: '', clock, machineClock: machine })],
  [
    'sqlite',
    async (clock, machine) => openStore('sqlite', { folder: await newFolder(), clock, machineClock: machine }),
  ],
  [
    'a layer',
    async (clock, machine) =>
      createLayeredStore(createMemoryStore(clock), { isOn: true, generation: 0 }, clock, { machine }),
  ],
]

describe.each(stores)('%s', (_name, open) => {
  test('remembers what has expired by a clock that was moved on, until the machine says so, too', async () => {
    const [clock, machine] = [manualClock(START), manualClock(START)]
    const store = await open(clock, machine)
    onTestFinished(() => store.close())
    await store.set('revoked', 'id', 'v', START + HOUR)
    clock.advance({ days: 3 })
    for (let at = 0; at < 600; at++) await store.set('other', `${at}`, 'v', clock.now() + 1)
    expect(await store.get('revoked', 'id')).toBeUndefined()
    clock.set(START)
    expect(await store.get('revoked', 'id')).toBe('v')
    expect(await store.add('revoked', 'id', 'again')).toBe(false)
  })
})
