'use client'

import { Commands } from '@/app/_components/commands'
import { CopyText } from '@/app/_components/copy-text'
import { Notice } from '@/app/_components/notice'
import { Time } from '@/app/_components/time'
import type { ShownSecret } from '../actions'
import { testCall, testRestCall } from './words'

/** Key and secret, in the one moment in which they are shown, with a call that is ready to be made. */
export function Secret({
  pair: { key, secret, appToken, oldSecretUntil },
  publicUrl,
}: {
  pair: ShownSecret
  publicUrl: string
}) {
  return (
    <>
      <Notice tone="wait" role="status">
        Keep the secret now, in a vault or where the program reads it. It is not shown again: only its hash is kept
        here.
      </Notice>
      <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[auto_1fr]">
        {(
          [
            ['Key', key],
            ['Secret', secret],
            ['App token', appToken],
          ] as const
        ).map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="pt-1 text-ink-soft">{name}</dt>
            <dd>
              <CopyText label={name.toLowerCase()}>{value}</CopyText>
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-small text-ink-soft">
        The app token is for apps that call the liveness host of the old API. It lets them check liveness, and nothing
        else.
        {oldSecretUntil && (
          <>
            {' '}
            The old secret works until <Time at={oldSecretUntil} />.
          </>
        )}
      </p>
      <div>
        <p className="mb-1 font-medium">Try it over GraphQL</p>
        <Commands label="Try it over GraphQL">{testCall(publicUrl, key, secret)}</Commands>
      </div>
      <div>
        <p className="mb-1 font-medium">Or over REST: this one creates the user “first”</p>
        <Commands label="Try it over REST">{testRestCall(publicUrl, key, secret)}</Commands>
      </div>
    </>
  )
}
