import type { Clock } from '#core/clock'
import type { ControlledName } from '#core/config/processes'
import { isOurAnswer } from '#core/control/our-answer'
import { errorText } from '#core/error-text'
import { askPlain, type PlainConnections, type PlainQuestion } from '#core/http/ask-plain'
import { nobodyListens } from '#core/http/nobody-listens'
import { Problem } from '#core/http/problem'
import { CONSOLE_NAME } from '../parts/caller-words.ts'
import { MAX_ANSWER_DEPTH } from '#core/http/read-peer-answer'
import { hasMoreLevels } from '#core/token/structure'

/** Where the processes are asked: on their plain ports, which only programs of this machine reach by these addresses. */
export interface PlainPorts {
  host: string
  ports: Readonly<Record<ControlledName, number>>
  /** In these roles there is a service of somebody else, which is no process of the sandbox: nothing is asked of it. */
  isYours?: (name: ControlledName) => boolean
  clock: Clock
  /** CONTROL_TOKEN, where one is set: it lets the console in wherever HOST is. */
  token?: string | undefined
  /** For questions that are asked again and again. */
  connections?: PlainConnections | undefined
}

export type ProcessQuestion = Pick<PlainQuestion, 'method' | 'path' | 'body' | 'headers'> & { patience?: number }

/** What a process answered. */
export interface Asked {
  status: number
  body: unknown
}

/** Asks a process of the sandbox. @throws Problem peer-unreachable that names it and says what to do */
export type AskProcess = (name: ControlledName, question: ProcessQuestion) => Promise<Asked>

/** A process of this machine answers at once; a play may take longer. Milliseconds. */
const ANSWER_PATIENCE = 5000

export const createAsk =
  ({ host, ports, isYours, clock, token, connections }: PlainPorts): AskProcess =>
  async (name, question) => {
    if (isYours?.(name))
      throw new Problem('peer-unreachable', `${name} is your own service: it has nothing to tell here.`)
    try {
      const { status, text } = await askPlain(
        {
          host,
          port: ports[name],
          patience: ANSWER_PATIENCE,
          ...question,
          headers: { 'user-agent': CONSOLE_NAME, ...question.headers },
          ...(isControl(question) && { token }),
          ...(isLook(question) && { connections }),
        },
        clock,
      )
      const answer = { status, body: parsed(text) }
      if (!hasMoreLevels(text, MOST_LEVELS) && (status >= 300 || isOurAnswer({ ...question, ...answer }))) return answer
    } catch (error) {
      const start = nobodyListens(error) ? ` Start it: npm run ${name}` : ''
      const detail = `${name} cannot be reached at port ${ports[name]} (${errorText(error)}).${start}`
      throw new Problem('peer-unreachable', detail, { members: { peer: name }, cause: error })
    }
    throw new Problem('peer-unreachable', foreignAnswer(name, ports[name]), { members: { peer: name } })
  }

/** A person sees nothing of a page before it is there. Milliseconds. */
const FIRST_LOOK = 1000

/** For what stands on a page at first: of a process that hangs it says so soon, and the page itself asks again with more patience. */
export const askForPage =
  (ask: AskProcess): AskProcess =>
  (name, question) =>
    ask(name, { patience: FIRST_LOOK, ...question })

/** No process of ours answers with more, that of a play neither: what a peer may answer, told in a story. */
export const MOST_LEVELS = MAX_ANSWER_DEPTH + 16

const foreignAnswer = (name: ControlledName, port: number) =>
  `What answers at port ${port} is not ${name}: another program listens there. Stop that one, or give ${name} another port.`

/** Nobody else is told the token. */
const isControl = ({ path }: ProcessQuestion) => path.startsWith('/control')

/** It changes nothing and no fault is about it (docs/control.md): a play that is recorded alone asks a dozen of these. */
const isLook = ({ method, path }: ProcessQuestion) => method === 'GET' && LOOKS.test(path)
const LOOKS = /^\/(?:control\b|(?:[\w-]+\/)?traces\/)/

/** Nearly everything that the processes answer is JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
