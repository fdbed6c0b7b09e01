import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { manualClock } from '../clock.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import type { Store } from '../store/store.ts'
import type { KeyRings } from './key-rings.ts'
import { openKeyRings, type KeyRingSettings } from './open-key-rings.ts'

/**
 * For each test a new folder and a new store, and one clock for all. Rings are opened on them as often as a test likes:
 * as after a restart, or as by two processes.
 */
export function ringsForEachTest() {
  const clock = manualClock('2026-01-01T00:00:00Z')
  const place = { folder: '', store: createMemoryStore(clock) as Store }
  beforeEach(async () => {
    place.folder = await mkdtemp(join(tmpdir(), 'rings-'))
    place.store = createMemoryStore(clock)
  })
  afterEach(() => rm(place.folder, { recursive: true }))
  return {
    clock,
    place,
    open: (settings: Partial<KeyRingSettings> = {}) => openKeyRings({ ...place, ...SETTINGS, clock, ...settings }),
    keyFiles: async () => (await readdir(place.folder)).filter((name) => name.endsWith('.json')),
    statesOf: (rings: KeyRings, ringId = 'a') => rings.entries(ringId).map(({ state }) => state),
  }
}

const SETTINGS = {
  firstRings: ['a'],
  algorithm: 'ES256',
  keepSeconds: 3600,
  lifetimeSeconds: 86_400,
  publishAheadSeconds: 60,
} as const
