import { hash } from 'node:crypto'
import type { Passwords } from '../passwords/passwords.ts'

/** Plays have one password. */
const MOST_KNOWN = 8

/**
 * Passwords that everybody knows are hashed once: hundreds of plays at once would wait for each other, and for those who really log in. A
 * wrong one costs a hash each time.
 */
export function rememberingPasswords({ check }: Pick<Passwords, 'check'>): Pick<Passwords, 'check'> {
  const known = new Map<string, Promise<boolean>>()

  return {
    check(password, stored, asker) {
      if (!stored) return check(password, stored, asker)
      const key = hash('sha256', JSON.stringify([password, stored.passwordHash, stored.salt]))
      const asked = known.get(key)
      if (asked) return asked
      const asking = check(password, stored) // for all that wait, so it is nobody's to leave
      if (known.size < MOST_KNOWN) known.set(key, asking)
      const forget = () => void known.delete(key)
      asking.then((isRight) => (isRight ? undefined : forget()), forget)
      return asking
    },
  }
}
