import { hash, randomBytes } from 'node:crypto'
import { isSameSecret, secretDigest } from '#core/http/same-secret'

/** A value that nobody can guess: 256 bits, as letters of a cookie. */
export const newSessionId = (): string => randomBytes(32).toString('base64url')

/** What has another form was never one of ours. */
export const isSessionId = (value: string): boolean => /^[\w-]{43}$/.test(value)

/** By which the store knows a session: who reads the store cannot go on with it. */
export const sessionKeyOf = (id: string): string => hash('sha256', `session ${id}`, 'base64url')

/**
 * What each form of a session carries, so that no page of others can send one in the name of whoever is logged in. It follows from the id,
 * which it does not give away: two factories know it alike, and it ends with the session.
 */
export const formTokenOf = (id: string): string => hash('sha256', `form ${id}`, 'base64url')

/** Compared in a time that tells nothing. */
export const isFormTokenOf = (id: string, given: string): boolean => isSameSecret(given, secretDigest(formTokenOf(id)))
