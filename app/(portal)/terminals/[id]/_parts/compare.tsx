'use client'

/** Both fingerprints beside each other: that nobody stands between the device and this bureau is seen by people, by nothing else. */
import { useState } from 'react'
import { Button } from '@/app/_components/button'
import { Field } from '@/app/_components/field'
import { Fingerprint, plain } from './fingerprint'

export function Compare({
  fingerprint,
  mayManage,
  isRunning,
  confirm,
  refuse,
}: {
  fingerprint: string
  mayManage: boolean
  isRunning: boolean
  confirm: () => void
  refuse: () => void
}) {
  const [typed, setTyped] = useState('')
  const said = plain(typed)
  const isBegun = said !== ''
  const isAlike = said === plain(fingerprint)
  // As far as it goes it may be right.
  const isDifferent = isBegun && !plain(fingerprint).startsWith(said)
  return (
    <>
      <p>
        A device has answered with the right code. Look at its screen: it must show the same fingerprint as this page,
        in every group. If one differs, another device has answered, or somebody stands between.
      </p>
      <div className="space-y-4">
        <Fingerprint label="This bureau sees">{fingerprint}</Fingerprint>
        <Field
          label="The device shows"
          hint={
            isAlike
              ? 'Alike, in every group.'
              : 'Read it at the device. You may type it here, or have it read to you, and it is compared as you type.'
          }
          problem={isDifferent ? 'This is not what this bureau sees. Look again; if it stays so, refuse.' : undefined}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoComplete="off"
          spellCheck={false}
          maxLength={60}
          disabled={!mayManage}
          className="font-mono"
        />
      </div>
      {mayManage ? (
        <div className="flex flex-wrap gap-3">
          <Button onClick={confirm} disabled={isRunning || (isBegun && !isAlike)}>
            They are alike: let it in
          </Button>
          <Button look="danger" onClick={refuse} disabled={isRunning}>
            They differ: refuse it
          </Button>
        </div>
      ) : (
        <p className="text-ink-soft">An owner or an admin compares them and lets the device in.</p>
      )}
    </>
  )
}
