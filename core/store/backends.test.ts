import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { BACKENDS } from './backends.ts'
import { openStore } from './open-store.ts'
import { storeContract } from './store.contract.ts'
import { isStoreSetting, STORES_AS_WRITTEN, storeServer } from './store-setting.ts'

// Each backend that needs no server keeps the contract of stores; redis-store.process.test.ts and postgres-store.process.test.ts ask the others.

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

for (const { written, keptIn } of BACKENDS.filter(({ server }) => server === undefined))
  storeContract(written, async () => {
    const clock = manualClock('2026-01-01T00:00:00Z')
    const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-store-'))
    folders.push(folder)
    const one = await openStore(written, { folder, clock })
    const two = keptIn === 'process' ? one : await openStore(written, { folder, clock })
    return { stores: [one, two], clock }
  })

test('a setting as a message shows it is one of that backend, and of no other', () => {
  expect(BACKENDS.length).toBeGreaterThanOrEqual(4)
  for (const backend of BACKENDS) {
    expect(BACKENDS.filter(({ setting }) => setting.test(backend.written))).toEqual([backend])
    expect(isStoreSetting(backend.written)).toBe(true)
    expect(storeServer(backend.written)).toBe(backend.server)
    expect(backend.keptIn === 'server').toBe(backend.server !== undefined)
    expect(STORES_AS_WRITTEN).toContain(backend.written)
  }
  expect(isStoreSetting('mysql://host')).toBe(false)
})
