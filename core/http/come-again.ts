import type { RequestListener } from 'node:http'
import { Problem, PROBLEM_JSON, problemBody } from './problem.ts'
import { randomId } from '../trace/context.ts'

/** Answers what no app has seen. */
const comeAgain =
  (detail: string): RequestListener =>
  (_request, response) => {
    const problem = new Problem('cannot-decide', detail)
    response.writeHead(503, { 'content-type': PROBLEM_JSON, 'cache-control': 'no-store', 'retry-after': '1' })
    response.end(JSON.stringify(problemBody(problem, '/', randomId(16))))
  }

/** While a process has its ports, and not yet its keys. */
export const notYet = comeAgain('This process is starting. Ask again in a moment.')

/** While too many large bodies wait. */
export const tooBusy = comeAgain('There is too much to read at the moment. Ask again in a moment.')
