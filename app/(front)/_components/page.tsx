/** What the pages for who is not signed in share: a title with a sentence, the end of a way, and a link that leads nowhere. */
import type { ReactNode } from 'react'
import { ButtonLink } from '@/app/_components/button'
import { Notice } from '@/app/_components/notice'

export function Heading({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <>
      <h1 className="font-display text-display">{title}</h1>
      {children && <p className="max-w-prose text-lead text-ink-soft">{children}</p>}
    </>
  )
}

/** Where a way has come to its end, and where to go on. */
export function Done({
  title,
  children,
  next = { href: '/', label: 'Sign in' },
}: {
  title: string
  children: ReactNode
  next?: { href: string; label: string }
}) {
  return (
    <>
      <Heading title={title} />
      <Notice tone="good" role="status">
        {children}
      </Notice>
      <p>
        <ButtonLink href={next.href}>{next.label}</ButtonLink>
      </p>
    </>
  )
}

const reasons = {
  used: 'This link was used already; it works once.',
  expired: 'This link has expired.',
  void: 'This link was withdrawn, or a newer one took its place.',
  unknown: 'This address is no link of ours. Was all of it copied from the mail?',
}

export function DeadLink({
  state,
  children,
  next,
}: {
  state: keyof typeof reasons
  /** What to do now. */
  children: ReactNode
  next: { href: string; label: string }
}) {
  return (
    <>
      <Heading title="This link does not work any more" />
      <Notice tone="wait">
        {reasons[state]} {children}
      </Notice>
      <p>
        <ButtonLink href={next.href}>{next.label}</ButtonLink>
      </p>
    </>
  )
}

/** What to do when no mail comes; where mail goes to files, who has them. */
export function NoMail({ carrier }: { carrier: 'resend' | 'smtp' | 'files' }) {
  return (
    <p className="max-w-prose text-small text-ink-soft">
      {carrier === 'files'
        ? 'This bureau has no mail server: it writes each mail to a file on its machine. Ask who runs it for yours.'
        : 'Nothing there after a few minutes? Look among unwanted mail, or ask an owner of the bureau.'}
    </p>
  )
}
