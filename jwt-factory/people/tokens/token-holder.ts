import type { Directory } from '../directory/directory.ts'
import type { Families } from './families.ts'
import type { PresentedToken } from './issued.ts'
import type { TokenSettings } from './token-settings.ts'

/** Whose a token is. */
export interface TokenHolder {
  /** Their id. */
  readonly person: number
  /** Of the password that they logged in with. Undefined where nobody remembers (dialect stoke). */
  readonly mark: string | undefined
  /** All of that login was taken back. */
  readonly isRevoked: boolean
}

export type FindsHolder = (token: Pick<PresentedToken, 'claims'>) => Promise<TokenHolder | undefined>

/** Of a token that was believed: its id leads to its login. Names may change, and be those of others later. */
export const holderByFamily =
  (families: Pick<Families, 'holderOf'>): FindsHolder =>
  async ({ claims: { jti } }) => {
    const holder = typeof jti === 'string' ? await families.holderOf(jti) : undefined
    return holder && { ...holder, isRevoked: holder.isRevoked ?? false }
  }

/** The original remembers no login: a token says who it is about where `user_info` has it so, or nobody knows (ST-5). */
export const holderByName =
  ({ find }: Pick<Directory, 'find'>, { userInfo }: Pick<TokenSettings, 'userInfo'>): FindsHolder =>
  async ({ claims }) => {
    for (const claim of [userInfo.username, userInfo.email]) {
      const name = claim === undefined ? undefined : claims[claim]
      const person = typeof name === 'string' ? await find(name) : undefined
      if (person) return { person: person.id, mark: undefined, isRevoked: false }
    }
    return undefined
  }
