import { OAuthError } from '../oauth-error.ts'

/** RFC 8707 §2 and RFC 8693 §2.1 let a client send several; how many are allowed is decided by the rule for audiences. */
export const MAY_REPEAT = new Set(['resource', 'audience'])

/** Parameters of ours have such names; another name may be anything, so it is not repeated. */
export const shownParameter = (name: string) => (/^[a-z][a-z_]{1,29}$/.test(name) ? name : '(with an unknown name)')

export const tooManyParameters = (most: number) =>
  new OAuthError('invalid_request', `A form has ${most} parameters at most`)
