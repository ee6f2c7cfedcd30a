/**
 * Passkeys among what the browser suggests for the e-mail field (WebAuthn's conditional mediation), where it can. Without a
 * library, which the sign-in page would have to load: a browser too old to read the question as JSON has the button alone.
 */
import { useEffect, useEffectEvent, useRef } from 'react'
import { askToSignIn } from './passkey-actions'

/** How long a question is offered; the server takes an answer for five minutes. */
const offerMs = 4 * 60_000

/**
 * @param isOn while the field is there and nothing else is under way
 * @param take gets what the authenticator of the suggestion that was chosen answered, for the server
 * @returns ends the offer: a browser asks for one passkey at a time
 */
export function usePasskeyAutofill(isOn: boolean, take: (response: unknown) => void): () => Promise<void> {
  const offered = useRef<{ stop: AbortController; ended: Promise<void> }>(undefined)
  const onAnswer = useEffectEvent(take)

  useEffect(() => {
    if (!isOn) return
    const stop = new AbortController()
    const answer = offer(stop.signal)
    // The offer is an extra: why it cannot be made the button says, to who asks for it.
    const ended = answer
      .then((response) => {
        if (response && !stop.signal.aborted) onAnswer(response)
      })
      .catch(() => undefined)
    offered.current = { stop, ended }
    return () => stop.abort()
  }, [isOn])

  return async () => {
    offered.current?.stop.abort()
    await offered.current?.ended
  }
}

/** Waits until a suggestion is chosen. @returns null where none can be made */
async function offer(stop: AbortSignal): Promise<unknown> {
  if (!(await canSuggest())) return null
  for (;;) {
    await inSight(stop)
    const asked = stop.aborted ? null : await askToSignIn()
    if (stop.aborted || !asked?.ok) return null
    const signal = AbortSignal.any([stop, AbortSignal.timeout(offerMs)])
    // The library's own type says of extensions, of which we ask for none, what they are once read.
    const json = asked.value as PublicKeyCredentialRequestOptionsJSON
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(json)
    try {
      const credential = await navigator.credentials.get({ mediation: 'conditional', publicKey, signal })
      return (credential as PublicKeyCredential | null)?.toJSON()
    } catch (error) {
      if (stop.aborted || !signal.aborted) throw error
      // The question has grown too old: another one takes its place.
    }
  }
}

async function canSuggest(): Promise<boolean> {
  const api = globalThis.PublicKeyCredential as Partial<typeof PublicKeyCredential> | undefined
  return !!api?.parseRequestOptionsFromJSON && (await api.isConditionalMediationAvailable?.()) === true
}

/** A page that nobody looks at asks the server for nothing. */
async function inSight(stop: AbortSignal): Promise<void> {
  if (document.visibilityState === 'visible' || stop.aborted) return
  await new Promise<void>((resolve) => {
    const onChange = () => resolve()
    document.addEventListener('visibilitychange', onChange, { once: true, signal: stop })
    stop.addEventListener('abort', onChange, { once: true })
  })
}
