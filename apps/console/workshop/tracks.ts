import { algorithmOfTheSender } from './steps/algorithm-of-the-sender.ts'
import { askForAToken } from './steps/ask-for-a-token.ts'
import { closeOneDoor } from './steps/close-one-door.ts'
import { decodeIsNotVerify } from './steps/decode-is-not-verify.ts'
import { encryptedIsNotSigned } from './steps/encrypted-is-not-signed.ts'
import { everyTokenEnds } from './steps/every-token-ends.ts'
import { leakedKey } from './steps/leaked-key.ts'
import { meantForSomebodyElse } from './steps/meant-for-somebody-else.ts'
import { neitherYesNorNo } from './steps/neither-yes-nor-no.ts'
import { noCallLost } from './steps/no-call-lost.ts'
import { noCertificateNoConnection } from './steps/no-certificate-no-connection.ts'
import { onceAndNeverAgain } from './steps/once-and-never-again.ts'
import { oneCaseTwoDoors } from './steps/one-case-two-doors.ts'
import { manyJudges } from './steps/many-judges.ts'
import { oneCallerOneMethod } from './steps/one-caller-one-method.ts'
import { signatureOfZeros } from './steps/signature-of-zeros.ts'
import { stealAToken } from './steps/steal-a-token.ts'
import { strangersKey } from './steps/strangers-key.ts'
import { takenBack } from './steps/taken-back.ts'
import { twoSpellingsOfAPath } from './steps/two-spellings-of-a-path.ts'
import type { TrackName, WorkshopStep } from './step.ts'

/** The tracks, with the one for everybody first. */
export const TRACKS: readonly { name: TrackName; title: string; about: string }[] = [
  {
    name: 'workshop',
    title: 'The workshop',
    about: 'Ten steps for everybody, from reading a token to stealing one.',
  },
  {
    name: 'security',
    title: 'For security people',
    about:
      'Five steps in the attack lab and before the judges: what attackers send, who believes it, and which check says no.',
  },
  {
    name: 'mesh',
    title: 'Policies of a mesh',
    about: 'Five steps on policies that decide who may call whom.',
  },
]

/** All steps: within a track in the order in which they are taught. */
export const WORKSHOP_STEPS: readonly WorkshopStep[] = [
  decodeIsNotVerify,
  strangersKey,
  algorithmOfTheSender,
  everyTokenEnds,
  meantForSomebodyElse,
  neitherYesNorNo,
  noCallLost,
  leakedKey,
  takenBack,
  stealAToken,
  signatureOfZeros,
  encryptedIsNotSigned,
  oneCaseTwoDoors,
  manyJudges,
  onceAndNeverAgain,
  closeOneDoor,
  oneCallerOneMethod,
  askForAToken,
  twoSpellingsOfAPath,
  noCertificateNoConnection,
]
