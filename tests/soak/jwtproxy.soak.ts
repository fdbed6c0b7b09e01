import { describe } from 'vitest'
import { jwtproxySuite } from '../jwtproxy/suite.ts'
import { nodeWords } from '../support/processes.ts'

// What is tested against a real jwtproxy (interop-jwtproxy.process.test.ts), against our own in its dialect.
describe('our sidecars and themselves, in the dialect of the original', () =>
  jwtproxySuite({
    program: process.execPath,
    words: nodeWords('tests/fixtures/jwtproxy-stand-in.ts'),
    isStandIn: true,
  }))
