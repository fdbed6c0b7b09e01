const WHILE_IT_LASTS = 'life-revoked-cached life-cached-after-exp'
/** Whatever shares what was signed with a token that was believed. */
const SAME_TEXT = 'life-cached-by-text life-cached-by-part life-cached-by-letters life-cached-by-hash'

/** What the probe must find of each memory of good tokens, by what it knows them. */
export const EXPECTED_OF_MEMORY = {
  'verdicts-kept': WHILE_IT_LASTS,
  'verdicts-by-begin': `${WHILE_IT_LASTS} life-cache-collision:watch ${SAME_TEXT}`,
  'verdicts-by-signature': `${WHILE_IT_LASTS} life-cached-by-signature life-cached-by-part`,
  'verdicts-by-token-id': `${WHILE_IT_LASTS} life-cache-collision:watch life-cached-by-token-id life-cached-by-payload ${SAME_TEXT}`,
  'verdicts-by-payload': `${WHILE_IT_LASTS} life-cached-by-payload ${SAME_TEXT}`,
  'verdicts-by-text': `${WHILE_IT_LASTS} ${SAME_TEXT}`,
  'verdicts-by-first-letters': `${WHILE_IT_LASTS} life-cached-by-part`,
  'verdicts-by-end': `${WHILE_IT_LASTS} life-cached-by-part`,
  'verdicts-by-letters': `${WHILE_IT_LASTS} life-cached-by-letters`,
  'verdicts-by-hash': `${WHILE_IT_LASTS} life-cached-by-hash`,
  'verdicts-by-other-hash': `${WHILE_IT_LASTS} life-cached-by-hash`,
  'verdicts-by-crc32': `${WHILE_IT_LASTS} life-cached-by-hash`,
  'verdicts-by-fnv': `${WHILE_IT_LASTS} life-cached-by-hash`,
  'verdicts-by-subject': `
    ${WHILE_IT_LASTS} ${SAME_TEXT} life-cached-by-signature life-cached-by-token-id life-cached-by-payload
    life-clock-jump life-jwks-empty life-retired-key life-retired-key-stale-cache life-revoked life-same-kid-new-key
    sig-bit-flipped sig-ecdsa-der sig-ecdsa-order sig-ecdsa-swapped sig-ecdsa-zero sig-empty sig-extended sig-from-other-token
    sig-header-tampered sig-random sig-segment-dropped sig-truncated sig-unknown-key
  `,
}
