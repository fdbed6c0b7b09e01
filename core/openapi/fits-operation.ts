import type { Operations } from './operation.ts'

/** What was asked, and what came back. */
export interface AnsweredQuestion {
  method: string
  /** With or without a query. */
  path: string
  status: number
  /** JSON, read. */
  body: unknown
}

/**
 * Is this an answer that the operation gives? Whatever listens at a port of ours may be another program, and say anything.
 * @returns also true where none of the operations is at this address, or where its answer is no JSON: then nobody can tell
 */
export function fitsOperation(operations: Operations, { method, path, status, body }: AnsweredQuestion): boolean {
  const words = partsOfPath(path.split('?', 1)[0] ?? '')
  const name = Object.keys(operations).find((each) => {
    const [verb, pattern = ''] = each.split(' ')
    return verb === method && matchesPath(partsOfPath(pattern), words)
  })
  const operation = name === undefined ? undefined : operations[name]
  if (!operation) return true
  const answer = operation.answers[status]
  const schema = answer?.content?.['application/json']
  return answer !== undefined && (schema === undefined || schema.safeParse(body).success)
}

const partsOfPath = (path: string): string[] => path.split('/')

const matchesPath = (pattern: readonly string[], words: readonly string[]): boolean =>
  pattern.length === words.length && pattern.every((word, at) => word.startsWith(':') || word === words[at])
