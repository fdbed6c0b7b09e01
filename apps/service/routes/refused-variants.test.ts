import { afterEach, describe, expect, test } from 'vitest'
import { json, openTestService, reply, type PeerScripts, type TestService } from '../test-service.ts'
import request from '../../../tests/support/request.ts'

const opened: TestService[] = []
afterEach(async () => {
  for (const service of opened.splice(0)) await service.close()
})

const believed = () => json(200, { valid: true, claims: { aud: 'us' } })
const ALL_WELL: PeerScripts = { 'jwt-factory': () => reply(200, 'application/jwt', 'a-token'), serviceb: believed }

async function openCaller(): Promise<TestService> {
  const service = await openTestService('servicea', { peers: ALL_WELL })
  opened.push(service)
  return service
}
const callsOf = ({ asked }: TestService) => asked.map(({ peer, request }) => `${peer} ${request.path}`)

describe('what the scenario does not take plays nothing', () => {
  test.each([
    [
      '/scenario1?expire=1',
      'The parameter "expire" is not known here. Did you mean "expired"? Scenario 1 takes: expired',
    ],
    ['/scenario1?wrong-audience=1', 'The parameter "wrong-audience" is not known here. Scenario 1 takes: expired'],
    ['/scenario5?wrong-audiense=1', 'Did you mean "wrong-audience"?'],
    ['/scenario1?Expired=1', 'The parameter "Expired" is not known here. Did you mean "expired"?'],
    ['/scenario1?%45xpired=1', 'The parameter "Expired" is not known here.'],
    ['/scenario1?expired', 'The parameter "expired" cannot be "".'],
    ['/scenario1?expired=', 'The parameter "expired" cannot be "".'],
    ['/scenario1?expired=maybe', '1, true or yes; 0, false or no; or the service whose token it is: serviceb)'],
    [
      '/scenario12?expired=maybe',
      'takes: expired (1, true or yes; 0, false or no), token (a token by its name, as exp-30s-ago), allow-nothing',
    ],
    [
      '/scenario15?expired=servicec',
      'takes: expired (1, true or yes; 0, false or no), token (a token by its name, as exp-30s-ago), reader',
    ], // one token is for all
    ['/scenario1?expired=servicec', 'The parameter "expired" cannot be "servicec".'],
    ['/scenario1?expired=%zz', 'The parameter "expired" cannot be "%zz".'],
    ['/scenario1?expired=+1', 'The parameter "expired" cannot be " 1".'],
    ['/scenario1?expired=1&expired=0', 'The parameter "expired" appears more than once.'],
    ['/scenario1?expired[]=1', 'The parameter "expired[]" is not known here.'],
    ['/scenario1?=1', 'The parameter "" is not known here.'],
  ])('%s', async (path, expected) => {
    const a = await openCaller()
    const { status, body } = await request(a.app).get(path)
    expect({ status, type: body.type }).toEqual({ status: 400, type: 'urn:jwt-sandbox:problem:invalid-input' })
    expect(body.detail).toContain(expected)
    expect(callsOf(a)).toEqual([])
  })

  test.each(['expired=%31', '%65xpired=1', 'expired=123', 'expired=-2.5', 'expired=Yes', 'expired=serviceb'])(
    'but ?%s expires the token',
    async (query) => {
      const a = await openCaller()
      await request(a.app).get(`/scenario1?${query}`).expect(200)
      expect(callsOf(a)[0]).toBe('jwt-factory /issueToken/servicea?expired=1')
    },
  )
})
