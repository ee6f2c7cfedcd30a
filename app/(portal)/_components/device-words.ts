/** Why a browser gives a page no camera or microphone, behind "It cannot be used:". */

/** Browsers have none at all for a page that came over plain HTTP from another machine. */
export const withoutHttps = (device: 'camera' | 'microphone') =>
  `this page did not come over HTTPS, and browsers give a ${device} to no other. Open the portal by its https address.`

export function whyRefused(error: unknown): string {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'the browser was not allowed to use it. Allow it beside the address of this page, and try again.'
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'this device has none.'
    case 'NotReadableError':
    case 'AbortError':
      return 'another program uses it, or it does not answer.'
    default:
      return 'the browser did not say why.'
  }
}
