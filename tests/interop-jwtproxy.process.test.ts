import { jwtproxySuite } from './jwtproxy/suite.ts'
import { needs } from './support/needs.ts'

const program = process.env['JWTPROXY_BIN'] ?? ''

needs(program === '' && 'JWTPROXY_BIN names no jwtproxy to test against').describe('a real jwtproxy', () =>
  jwtproxySuite({ program, words: [], isStandIn: false }),
)
