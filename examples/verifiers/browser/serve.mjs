import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { openDoor } from '../node/let-in.mjs'
import { readSettings } from '../node/settings.mjs'

let settings
try {
  settings = readSettings(process.env)
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
const people = new URL(settings.url).origin
const letIn = openDoor(settings)

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8')
const FILES = {
  '/': ['text/html', read('index.html').replace('PEOPLE_URL', () => people)],
  '/page.css': ['text/css', read('page.css')],
  '/page.mjs': ['text/javascript', read('page.mjs')],
  '/session.mjs': ['text/javascript', read('session.mjs')],
}

/** Scripts of this server alone, which talk to it and to people, and nobody puts the page into theirs. */
const HEADERS = {
  'content-security-policy': [
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:",
    `connect-src 'self' ${people}`,
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
}

createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error)
    send(response, 500, 'application/json', '{"message": "something went wrong here"}')
  })
}).listen(settings.port, 'localhost', () => console.log(`http://localhost:${settings.port}/ is open`))

async function answer(request, response) {
  if (request.url === '/hello') return sayHello(request, response)
  const [type, text] = (Object.hasOwn(FILES, request.url) && FILES[request.url]) || []
  if (text === undefined) return send(response, 404, 'application/json', '{"message": "there is nothing here"}')
  return send(response, 200, `${type}; charset=utf-8`, text)
}

async function sayHello(request, response) {
  const { claims, status = 200, message, challenge } = await letIn(request)
  if (challenge) response.setHeader('www-authenticate', challenge)
  send(response, status, 'application/json', JSON.stringify(claims ? { hello: claims.sub } : { message }))
}

function send(response, status, type, text) {
  response.writeHead(status, { ...HEADERS, 'content-type': type })
  response.end(text)
}
