import type { Directory, DirectoryUser } from '../people/directory/directory.ts'
import { passwordMark } from '../people/tokens/families.ts'
import { initialsOf, picturePath } from './pictures.ts'

/** Whom the provider knows: people of the directory, by their ids, which never change. */
export interface ProviderAccounts {
  /**
   * @param mark of the password with which somebody logged in; with another one, that login has ended
   * @returns undefined for somebody who is no longer there
   */
  find(subject: string, mark?: string): Promise<ProviderAccount | undefined>
}

export interface ProviderAccount {
  readonly subject: string
  /** What the scope `profile` tells (OpenID Connect Core §5.1). */
  readonly profile: ProfileClaims
}

export interface ProfileClaims {
  name: string
  nickname: string
  preferred_username: string
  picture: string
}

/** By which a login remembers the password: it ends with it. */
export const loginMark = passwordMark

/** A person is told by the id of their entry: a name may change, and may be given to somebody else. */
export const loginSubject = ({ id }: { id: number }): string => String(id)

const SUBJECT = /^[1-9]\d{0,14}$/

/** @param url of the provider, below which its pictures are */
export function createProviderAccounts(directory: Pick<Directory, 'findById'>, url: string): ProviderAccounts {
  return {
    async find(subject, mark) {
      const person = SUBJECT.test(subject) ? await directory.findById(Number(subject)) : undefined
      if (!person || (mark !== undefined && mark !== loginMark(person))) return undefined
      return { subject, profile: profileOf(person, url) }
    },
  }
}

function profileOf({ username, firstName, lastName, claims }: DirectoryUser, url: string): ProfileClaims {
  const name = `${firstName} ${lastName}`.trim() || username
  return {
    name,
    nickname: claims['nickname'] ?? username,
    preferred_username: username,
    picture: claimedPicture(claims['picture']) ?? `${url}${picturePath(initialsOf(name))}`,
  }
}

/** Longer addresses do not fit into a header beside others. Characters. */
const LONGEST_PICTURE = 1000

/** Whoever looks at it tells nobody on the way who it is: over TLS alone. */
function claimedPicture(claim: string | undefined): string | undefined {
  const url = claim === undefined || claim.length > LONGEST_PICTURE ? null : URL.parse(claim)
  return url?.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : undefined
}
