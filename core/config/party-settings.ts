import { PARTIES } from './parties.ts'
import { kinds, setting } from './setting.ts'

/** Where the parties that share a process listen: for it, and for whoever goes to them. */
export const partySettings = {
  signerPort: setting(PARTIES.signer.variable, kinds.port, String(PARTIES.signer.port), PARTIES.signer.about),
  verifierPort: setting(PARTIES.verifier.variable, kinds.port, String(PARTIES.verifier.port), PARTIES.verifier.about),
}
