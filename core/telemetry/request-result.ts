import type { Response } from 'express'

const results = new WeakMap<Response, string>()

/**
 * Notes how a request was decided, in a word: for numbers and spans. It is one of few that are known beforehand, and nothing that somebody
 * has sent.
 */
export const noteResult = (response: Response, result: string): void => void results.set(response, result)

/** @returns undefined where nothing was decided, or nobody has noted it */
export const resultOf = (response: Response): string | undefined => results.get(response)
