import type { Store } from '#core/store/store'
import { openTestPeople, SEED_CONFIG } from '../../people.fixture.ts'
import { lettersDirectory } from '../admin.fixture.ts'
import { STOKE_LETTERS } from '../stoke-letters.ts'
import request from '../../../../tests/support/request.ts'

const { document, idOf } = lettersDirectory()
export { idOf }

/** Every letter, two of them, and none. */
export const HOLDERS = [...Object.keys(STOKE_LETTERS), 'S,u', 'none'] as const

const nameOf = (holder: string): string => {
  if (holder === 'none') return 'member'
  return holder === 'S,u' ? 'nearly' : `user-${Object.keys(STOKE_LETTERS).indexOf(holder)}`
}

/** Stands for a hash. */
const saltOf = (password: string) => Buffer.from(password).toString('base64url')

/**
 * People with each letter, behind real routes. Each of them has the password `right`, and hashes cost nothing here: they are tried elsewhere.
 */
export async function openAdminPeople({ config, store, at }: { config?: string; store?: Store; at?: number } = {}) {
  const people = await openTestPeople({
    config: config ?? SEED_CONFIG,
    ...(store && { store }),
    ...(at !== undefined && { at }),
    check: (password, stored) => Promise.resolve(stored?.salt === (password === 'right' ? 'salt' : saltOf(password))),
    make: (password) =>
      password === ''
        ? Promise.reject(new RangeError('the password is empty'))
        : Promise.resolve({ passwordHash: 'made-hash', salt: saltOf(password) }),
  })
  const { app, directory, login } = people
  const reset = () =>
    directory.change(({ version, loaded, journal }) => ({ ...document, version, loaded, ...(journal && { journal }) }))
  if (!store) await directory.change(({ version, loaded }) => ({ ...document, version, loaded })) // nothing was done yet
  const tokens = new Map<string, string>()

  async function tokenOf(holder: string, more: object = {}): Promise<string> {
    const key = holder + JSON.stringify(more)
    const known = tokens.get(key)
    if (known !== undefined) return known
    const { body } = await login({ username: nameOf(holder), password: 'right', ...more }).expect(200)
    tokens.set(key, body.token)
    return body.token
  }

  return {
    ...people,
    reset,
    tokenOf,
    /** Asks as somebody with a letter. @param path below `/api` */
    as: async (holder: string, method: 'get' | 'post' | 'patch' | 'delete', path: string, body?: object | number) => {
      const asked = request(app)[method](`/api${path}`)
      asked.set('authorization', `Bearer ${await tokenOf(holder)}`)
      return body === undefined ? asked : asked.set('content-type', 'application/json').send(JSON.stringify(body))
    },
  }
}
