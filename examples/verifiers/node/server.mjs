import { createServer } from 'node:http'
import { openDoor } from './let-in.mjs'
import { readSettings } from './settings.mjs'

let settings
try {
  settings = readSettings(process.env)
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
const letIn = openDoor(settings)

/** For a request to arrive; Node would wait for minutes. Milliseconds. */
const TIMES = { headersTimeout: 10_000, requestTimeout: 10_000, connectionsCheckingInterval: 1000 }

createServer(TIMES, (request, response) => {
  answer(request, response).catch((error) => {
    console.error(error)
    send(response, 500, { message: 'something went wrong here' })
  })
}).listen(settings.port, 'localhost', () => console.log(`http://localhost:${settings.port}/hello is open`))

async function answer(request, response) {
  if (request.url !== '/hello') return send(response, 404, { message: 'there is /hello, and nothing else' })
  const { claims, status, message, challenge } = await letIn(request)
  if (claims) return send(response, 200, { hello: claims.sub })
  if (challenge) response.setHeader('www-authenticate', challenge)
  return send(response, status, { message })
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(`${JSON.stringify(body)}\n`)
}
