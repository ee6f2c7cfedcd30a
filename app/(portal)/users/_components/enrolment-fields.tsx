'use client'

/** What every form that enrols somebody asks and answers alike. */
import Link from 'next/link'
import { Checkbox, Field } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'

export interface EnrolmentProblem {
  message: string
  /** The user who is in the way. */
  userId?: string
}

export function ExternalIdField({
  value,
  problem,
  onChange,
}: {
  value: string
  problem?: string
  onChange: (value: string) => void
}) {
  return (
    <Field
      id="external-id"
      label="External id (may be left empty)"
      hint="Your own number or name for this person, as other systems know them."
      problem={problem}
      value={value}
      maxLength={256}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

export function ToldCheckbox({
  checked,
  problem,
  onChange,
}: {
  checked: boolean
  problem?: string
  onChange: (checked: boolean) => void
}) {
  return (
    <Checkbox
      id="told"
      label="This person was told what their face is used for, and agreed, or another ground in law holds."
      hint="Written down with your name and the time."
      problem={problem}
      checked={checked}
      onChange={(event) => onChange(event.target.checked)}
    />
  )
}

export function EnrolmentProblemNotice({ message, userId }: EnrolmentProblem) {
  return (
    <Notice tone="bad" role="alert">
      {message}{' '}
      {userId && (
        <Link className="underline" href={`/users/${userId}`}>
          Open that user
        </Link>
      )}
    </Notice>
  )
}
