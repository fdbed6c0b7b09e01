import { ANSWER_MUTANTS } from './answers.ts'
import { APP_MUTANTS } from './apps.ts'
import { CLIENT_MUTANTS } from './clients.ts'
import { CALLER_MUTANTS } from './callers.ts'
import { CLOCK_MUTANTS } from './clocks.ts'
import { COMMAND_MUTANTS } from './commands.ts'
import { CONSOLE_MUTANTS } from './console.ts'
import { CONTROL_ACCESS_MUTANTS } from './control-access.ts'
import { CONTROL_MUTANTS } from './control.ts'
import { FACTORY_CONTROL_MUTANTS } from './control-factory.ts'
import { CONNECTION_MUTANTS } from './connections.ts'
import { FORWARD_MUTANTS } from './forward.ts'
import { CORE_MUTANTS } from './core.ts'
import { DIALECT_MUTANTS } from './dialects.ts'
import { DRILL_MUTANTS } from './drills.ts'
import { FACTORY_MUTANTS } from './factory.ts'
import { FILE_MUTANTS } from './files.ts'
import { GATEWAY_PARTY_MUTANTS } from './gateway-parties.ts'
import { GATEWAY_MUTANTS } from './gateways.ts'
import { RUNNING_GATEWAY_MUTANTS } from './gateways-over-http.ts'
import { LOGIN_GATEWAY_MUTANTS } from './login-gateway.ts'
import { HTTP_MUTANTS } from './http.ts'
import { ISSUER_MUTANTS } from './issuer.ts'
import { MESH_LINT_MUTANTS } from './mesh-lint.ts'
import { MESH_SIDECAR_MUTANTS } from './mesh-sidecars.ts'
import { MESH_TOKEN_MUTANTS } from './mesh-tokens.ts'
import { MESH_COMMAND_MUTANTS } from './mesh-commands.ts'
import { MESH_MUTANTS } from './mesh.ts'
import type { Mutant } from './mutant.ts'
import { OAUTH_MUTANTS } from './oauth.ts'
import { OPEN_MUTANTS } from './open.ts'
import { PAGE_MUTANTS } from './pages.ts'
import { PATIENCE_MUTANTS } from './patience.ts'
import { PEOPLE_MUTANTS } from './people.ts'
import { PEOPLE_ADMIN_MUTANTS } from './people-admin.ts'
import { PEOPLE_CONSOLE_MUTANTS } from './people-console.ts'
import { DIRECTORY_MUTANTS } from './people-directory.ts'
import { PEOPLE_DOOR_MUTANTS } from './people-doors.ts'
import { LDAP_MUTANTS } from './people-ldap.ts'
import { PROBE_MUTANTS } from './probe.ts'
import { PROBE_END_MUTANTS } from './probe-ends.ts'
import { PROOF_MUTANTS } from './proofs.ts'
import { PROTOCOL_MUTANTS } from './protocol.ts'
import { PROVIDER_MUTANTS } from './provider.ts'
import { REGISTER_MUTANTS } from './register.ts'
import { REGISTRY_MUTANTS } from './registry.ts'
import { RELAY_CLIENT_MUTANTS } from './relay-clients.ts'
import { RELAY_MUTANTS } from './relay.ts'
import { RELAY_PARTY_MUTANTS } from './relay-parties.ts'
import { RING_MUTANTS } from './rings.ts'
import { SIDECAR_FILE_MUTANTS } from './sidecar-files.ts'
import { SIDECAR_KEY_MUTANTS } from './sidecar-keys.ts'
import { SIDECAR_KEY_SERVER_MUTANTS } from './sidecar-key-servers.ts'
import { SIDECAR_PROXY_MUTANTS } from './sidecar-proxies.ts'
import { SIDECAR_TOKEN_MUTANTS } from './sidecar-tokens.ts'
import { STORE_MUTANTS } from './stores.ts'
import { TOKEN_END_MUTANTS } from './token-ends.ts'
import { TOKEN_SHAPE_MUTANTS } from './token-shapes.ts'
import { VERIFIER_EXAMPLE_MUTANTS } from './verifier-examples.ts'

/** Faults that somebody could make without noticing, kept by hand: for each, a test that goes red. */
export const MUTANTS: readonly Mutant[] = [
  ...CORE_MUTANTS,
  ...FILE_MUTANTS,
  ...CONNECTION_MUTANTS,
  ...FORWARD_MUTANTS,
  ...STORE_MUTANTS,
  ...HTTP_MUTANTS,
  ...LOGIN_GATEWAY_MUTANTS,
  ...PROVIDER_MUTANTS,
  ...CALLER_MUTANTS,
  ...RING_MUTANTS,
  ...REGISTRY_MUTANTS,
  ...FACTORY_MUTANTS,
  ...DRILL_MUTANTS,
  ...ISSUER_MUTANTS,
  ...OAUTH_MUTANTS,
  ...PROTOCOL_MUTANTS,
  ...PEOPLE_MUTANTS,
  ...PEOPLE_ADMIN_MUTANTS,
  ...PEOPLE_CONSOLE_MUTANTS,
  ...PEOPLE_DOOR_MUTANTS,
  ...PROBE_MUTANTS,
  ...PROBE_END_MUTANTS,
  ...PROOF_MUTANTS,
  ...CLIENT_MUTANTS,
  ...REGISTER_MUTANTS,
  ...TOKEN_SHAPE_MUTANTS,
  ...TOKEN_END_MUTANTS,
  ...GATEWAY_MUTANTS,
  ...RUNNING_GATEWAY_MUTANTS,
  ...GATEWAY_PARTY_MUTANTS,
  ...RELAY_PARTY_MUTANTS,
  ...RELAY_CLIENT_MUTANTS,
  ...RELAY_MUTANTS,
  ...OPEN_MUTANTS,
  ...APP_MUTANTS,
  ...COMMAND_MUTANTS,
  ...CLOCK_MUTANTS,
  ...ANSWER_MUTANTS,
  ...CONTROL_ACCESS_MUTANTS,
  ...CONTROL_MUTANTS,
  ...FACTORY_CONTROL_MUTANTS,
  ...CONSOLE_MUTANTS,
  ...DIALECT_MUTANTS,
  ...SIDECAR_FILE_MUTANTS,
  ...MESH_MUTANTS,
  ...MESH_COMMAND_MUTANTS,
  ...MESH_LINT_MUTANTS,
  ...SIDECAR_KEY_MUTANTS,
  ...PAGE_MUTANTS,
  ...SIDECAR_KEY_SERVER_MUTANTS,
  ...SIDECAR_TOKEN_MUTANTS,
  ...MESH_SIDECAR_MUTANTS,
  ...MESH_TOKEN_MUTANTS,
  ...SIDECAR_PROXY_MUTANTS,
  ...DIRECTORY_MUTANTS,
  ...LDAP_MUTANTS,
  ...VERIFIER_EXAMPLE_MUTANTS,
  ...PATIENCE_MUTANTS,
]
