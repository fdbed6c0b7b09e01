import type { JwtproxyProgram } from '../support/jwtproxy-program.ts'
import { interceptionTests } from './interception.ts'
import { presharedTests } from './preshared.ts'
import { registryTests } from './registry.ts'

/** Everything that our sidecars and one jwtproxy are expected to do for each other. Call it within `describe`. */
export function jwtproxySuite(jwtproxy: JwtproxyProgram): void {
  presharedTests(jwtproxy)
  registryTests(jwtproxy)
  interceptionTests(jwtproxy)
}
