import { byCaseAlone } from '../runs-seen.ts'
import type { WorkshopStep } from '../step.ts'

export const signatureOfZeros: WorkshopStep = {
  id: 'signature-of-zeros',
  track: 'security',
  title: 'A signature of zeros',
  task: 'An ES256 signature is two numbers. Find the case in which both of them are 0, and run it alone, against Service B in scenario 7.',
  where: { page: '/attacks', label: 'Attack lab' },
  why: 'The check of an ECDSA signature is an equation, and with zeros on both sides it holds for every text and every key. So the numbers must not be 0, and somebody has to look. Java forgot to when its check was written anew in version 15: until April 2022 a blank signature was good for everything. Neil Madden, who found it, called it psychic paper.',
  source: {
    text: 'Neil Madden, Psychic signatures in Java (CVE-2022-21449)',
    url: 'https://neilmadden.blog/2022/04/19/psychic-signatures-in-java/',
  },
  hints: [
    'It is in the family "signature".',
    'The references of a case name a CVE where there is one: look for CVE-2022-21449.',
    'Two cases name it. Take the one whose title says what both numbers are; in the other they are the order of the group, or near it. Choose Service B, scenario 7, and press "Run" beside it.',
  ],
  code: {
    file: 'core/token/verify-signature.ts',
    find: "else if (!isGood) throw new Error('the signature is not the one of this key over this text')",
    instead: '',
  },
  ...byCaseAlone({ id: 'sig-ecdsa-zero', says: ['reason', 'signature-mismatch'] }),
}
