import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Environment } from '#core/config/setting'
import { systemClock } from '#core/clock'
import type { Store } from '#core/store/store'
import { createFactory } from '../../factory.ts'
import { START } from '../../test-factory.ts'
import { openTestParts } from '../../test-parts.ts'
import request from '../../../tests/support/request.ts'

interface Opening {
  env?: Environment
  keysFolder?: string
  store?: Store
}

/** A factory with people. It is closed after the test. */
export async function openFactoryWithPeople(options: Opening = {}) {
  const parts = await openTestParts({ start: START, ringIds: [], peopleMachine: systemClock, ...options })
  onTestFinished(() => parts.close())
  const app = createFactory(parts)
  return {
    ...parts,
    app,
    folder: join(parts.keysFolder, 'jwt-factory'),
    login: (username: string, password: string) => request(app).post('/api/login').send({ username, password }),
    renew: ({ token, refresh }: { token: string; refresh: string }) =>
      request(app).post('/api/renew').set('authorization', `Bearer ${token}`).send({ refresh }),
  }
}

/** A file that is there until the test ends. @returns where */
export async function fileWith(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'factory-people-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'file.yaml'), text)
  return join(folder, 'file.yaml')
}
