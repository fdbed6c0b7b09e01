import type { IncomingMessage } from 'node:http'
import { manualClock } from '#core/clock'
import type { Environment } from '#core/config/setting'
import { createLog } from '#core/log'
import { composeRoom } from './compose-room.ts'
import { readWorkshopConfig } from './config.ts'
import request from '../../tests/support/request.ts'

const TOKEN = 'the-token-of-the-room'
const PORT = 4040

/** A room for route tests: no port, no sandboxes, a clock that stands still. A console says whose it is, and what it was asked. */
export function openScriptedRoom(env: Environment = {}, untilOpened: Promise<void> = Promise.resolve()) {
  const clock = manualClock('2026-02-03T10:00:00.000Z')
  const logs: string[] = []
  const closed: number[] = []
  let opened = 0
  const log = createLog({ name: 'workshop', level: 'debug', format: 'json', clock, write: (line) => logs.push(line) })
  const { room, listener } = composeRoom({
    config: readWorkshopConfig({ CONTROL_TOKEN: TOKEN, ...env }),
    clock,
    log,
    port: () => PORT,
    async open() {
      await untilOpened
      const number = ++opened
      const app = ({ method, url }: IncomingMessage, response: { end(text: string): void }) =>
        response.end(JSON.stringify({ console: number, method, url }))
      return { console: { app }, close: async () => void closed.push(number) }
    },
  })
  const http = request(listener)
  let people = 0

  /** Joins as a browser does. @returns its cookie, and who it is */
  async function join(name = `Person ${++people}`): Promise<{ id: string; cookie: string }> {
    const answer = await http.post('/join').send({ name, code: room.look().code }).expect(201)
    return { id: answer.body.id, cookie: cookieIn(answer.headers) }
  }

  /** Logs in as the facilitator's page does. @returns how it asks then */
  async function lead() {
    const answer = await http.post('/facilitator').send({ token: TOKEN }).expect(200)
    const headers = { cookie: cookieIn(answer.headers), 'x-page-token': String(answer.body.pageToken) }
    return { headers, tell: (what: string, order: object) => http.post(`/api/room/${what}`).set(headers).send(order) }
  }

  return { room, listener, http, clock, logs, closed, join, lead, token: TOKEN }
}

/** What a browser keeps of an answer. */
export function cookieIn(headers: Record<string, unknown>): string {
  const [line = ''] = [headers['set-cookie']].flat()
  return String(line).split(';', 1)[0] ?? ''
}
