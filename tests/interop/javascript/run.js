import { createInterface } from 'node:readline'
import { moveClock } from './clock.js'

// Holds clients of this language, and asks them. In each line of stdin one question, in each line of stdout its answer.

/** @type {Map<string, (token: string) => Promise<string>>} */
const opened = new Map()

const open = async ({ id, client, settings }) => {
  const { default: start } = await import(`./${client}.js`)
  const made = await start(settings)
  opened.set(id, typeof made === 'function' ? async (token) => (await made(token)).sub : overHttp(made))
}

/** One after the other: packages of both kinds cannot be loaded at once. */
async function openAll(clients) {
  for (const client of clients) await open(client)
  return 'opened'
}

/** A server that is guarded: it answers with the claims, or with a status and words. */
function overHttp(server) {
  return async (token) => {
    if (!server.listening) await new Promise((resolve) => server.once('listening', resolve))
    const url = `http://localhost:${server.address().port}/`
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}`, connection: 'close' } })
    if (answer.status === 200) return (await answer.json()).sub
    throw new Error(
      `${answer.status} ${answer.headers.get('www-authenticate') ?? ''} ${firstLine(await answer.text())}`,
    )
  }
}

const firstLine = (text) =>
  text
    .replace(/<[^>]*>/g, ' ')
    .trim()
    .split('\n')[0]

const ask = ({ id, token }) =>
  opened
    .get(id)(token)
    .then(
      (subject) => ({ subject }),
      (error) => ({ refused: `${error.name}: ${error.message}` }),
    )

/** A client that asks for tokens does one thing, and answers what came of it. */
async function use({ client, settings, act, token }) {
  try {
    const { default: open } = await import(`./${client}.js`)
    const acts = await open(settings)
    return act in acts ? { said: (await acts[act](token)) ?? null } : {}
  } catch (error) {
    return { failed: [codeOf(error), error.name, error.message].filter(Boolean).join(': ') }
  }
}

/** The code of OAuth, wherever a library puts it: where there is a challenge, two of them report that and what is in it. */
const codeOf = ({ error, data, cause }) => error ?? data?.payload?.error ?? cause?.[0]?.parameters?.error

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answerTo(JSON.parse(line)))}\n`)
}
process.exit(0)

async function answerTo(question) {
  if ('open' in question) return openAll(question.open)
  if ('advance' in question) return moveClock(question.advance)
  if ('use' in question) return use(question.use)
  return Promise.all(question.ask.map(ask))
}
