import { html, type View } from '#core/page/html'

/** A token as a sign: header, payload and signature. Its middle is at 0, 0. */
export const TokenSign = (): View => html`
  <g class="token-sign">
    <rect class="ground" x="-33" y="-13" width="66" height="26" rx="5" />
    <rect class="header-part" x="-27" y="-7" width="14" height="14" />
    <rect class="payload-part" x="-11" y="-7" width="22" height="14" />
    <rect class="signature-part" x="13" y="-7" width="14" height="14" />
  </g>
`
