import { hash } from 'node:crypto'

/** In characters: enough to tell signatures apart, and nothing to sign with. */
const LENGTH_OF_MARK = 16

/** By what two tokens can be seen to have the same signature. It is none, and leads back to none. */
export const markOfSignature = (token: string): string => markOfToken(token.slice(token.lastIndexOf('.') + 1))

/** By what two tokens can be seen to be the same, letter for letter. It leads back to none. */
export const markOfToken = (token: string): string => hash('sha256', token, 'base64url').slice(0, LENGTH_OF_MARK)
