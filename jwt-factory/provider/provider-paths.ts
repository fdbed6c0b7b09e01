import { LOGIN_NAME } from './login-ring.ts'

/** Where the provider is, below FACTORY_URL. */
export const LOGIN_PATH = `/${LOGIN_NAME}`

/** Where its keys are. */
export const LOGIN_JWKS = `${LOGIN_PATH}/jwks`

/** Those of its routes that answer errors as OAuth 2.0 wants it. */
export const LOGIN_OAUTH_PATHS = ['/token', '/token/revocation', '/me'].map((path) => LOGIN_PATH + path)

export const isLoginPath = (path: string): boolean => path === LOGIN_PATH || path.startsWith(`${LOGIN_PATH}/`)

/** Its line in the index of the factory. */
export const LOGIN_INDEX: Record<string, string> = {
  [`${LOGIN_PATH}/…`]: 'the OpenID provider, where browsers log people in: docs/login.md says how',
}

/** It describes itself, in the form that readers of providers know. */
export const SAID_OF_LOGIN = ` docs/login.md, and not this document, describes ${LOGIN_PATH}.`
