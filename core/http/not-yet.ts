import type { RequestListener } from 'node:http'
import { Problem, PROBLEM_JSON, problemBody } from './problem.ts'
import { randomId } from '../trace/context.ts'

/** Answers while a process has its ports, and not yet its keys. */
export const notYet: RequestListener = (_request, response) => {
  const problem = new Problem('cannot-decide', 'This process is starting. Ask again in a moment.')
  response.writeHead(503, { 'content-type': PROBLEM_JSON, 'cache-control': 'no-store', 'retry-after': '1' })
  response.end(JSON.stringify(problemBody(problem, '/', randomId(16))))
}
