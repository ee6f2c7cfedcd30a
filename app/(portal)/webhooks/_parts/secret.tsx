'use client'

import { Commands } from '@/app/_components/commands'
import { CopyText } from '@/app/_components/copy-text'
import { Notice } from '@/app/_components/notice'
import { Time } from '@/app/_components/time'
import type { ShownSecret } from '../actions'
import { verifyInJavaScript, verifyInPython } from './words'

/** The secret in the one moment in which it is shown, and how a receiver uses it. */
export function Secret({ shown: { secret, oldSecretUntil } }: { shown: ShownSecret }) {
  return (
    <>
      <Notice tone="wait" role="status">
        Keep the secret now, where the receiver reads it. It is not shown again.
      </Notice>
      <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[auto_1fr]">
        <dt className="pt-1 text-ink-soft">Secret</dt>
        <dd>
          <CopyText label="the secret">{secret}</CopyText>
        </dd>
      </dl>
      <p className="text-small text-ink-soft">
        {oldSecretUntil ? (
          <>
            The secret before signs beside it until <Time at={oldSecretUntil} />: a receiver may change over at any time
            until then.
          </>
        ) : (
          'Every message is signed with it from now on.'
        )}
      </p>
      <Verify />
    </>
  )
}

export function Verify() {
  return (
    <>
      <p>
        Whoever gets a message has to check its signature: anybody could send one. Messages follow{' '}
        <a href="https://www.standardwebhooks.com" rel="noreferrer" className="underline">
          Standard Webhooks
        </a>
        , so that its libraries do it. The same message may come twice; it is known by its <code>webhook-id</code>.
      </p>
      <div>
        <p className="mb-1 font-medium">In JavaScript</p>
        <Commands label="Check a message in JavaScript">{verifyInJavaScript}</Commands>
      </div>
      <div>
        <p className="mb-1 font-medium">In Python</p>
        <Commands label="Check a message in Python">{verifyInPython}</Commands>
      </div>
    </>
  )
}
