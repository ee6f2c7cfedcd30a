'use client'

/** Who was asked to enrol themselves, and how far each has come. */
import Link from 'next/link'
import { toast } from 'sonner'
import { Badge } from '@/app/_components/badge'
import { Button } from '@/app/_components/button'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { Time } from '@/app/_components/time'
import { useAct } from '@/app/_components/use-act'
import type { EnrolmentLink } from '@/domain/self-enrolment/link'
import { mailAgain, withdraw } from '../actions'
import { isOpen, personOf, stateWords } from './words'

export function LinksTable({ links, mayManage }: { links: EnrolmentLink[]; mayManage: boolean }) {
  return (
    <ul aria-label="Enrolment links" className="divide-y divide-line rounded-card border border-line bg-surface px-4">
      {links.map((link) => (
        <LinkRow key={link.id} link={link} mayManage={mayManage} />
      ))}
    </ul>
  )
}

function LinkRow({ link, mayManage }: { link: EnrolmentLink; mayManage: boolean }) {
  const { label, tone, meaning } = stateWords[link.state]
  const person = personOf(link)
  const others = [link.name && link.email, (link.name ?? link.email) && link.externalId].filter(Boolean)
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium wrap-anywhere">
            {link.userId ? (
              <Link href={`/users/${link.userId}`} className="text-door underline">
                {person}
              </Link>
            ) : (
              person
            )}
          </span>
          <Badge tone={tone}>{label}</Badge>
        </p>
        {others.length > 0 && <p className="text-small wrap-anywhere text-ink-soft">{others.join(' · ')}</p>}
        <p className="text-small text-ink-soft">
          {meaning} <Moment link={link} />
        </p>
      </div>
      {mayManage && isOpen(link.state) && <Acts link={link} person={person} />}
    </li>
  )
}

function Moment({ link }: { link: EnrolmentLink }) {
  if (link.finishedAt) return <Time at={link.finishedAt} />
  if (!isOpen(link.state)) {
    return (
      <>
        Made <Time at={link.createdAt} />.
      </>
    )
  }
  return (
    <>
      Good until <Time at={link.expiresAt} />.
      {link.tries > 0 && ` ${link.tries} ${link.tries === 1 ? 'check' : 'checks'} handed in.`}
    </>
  )
}

function Acts({ link, person }: { link: EnrolmentLink; person: string }) {
  const run = useAct()
  const send = async () => {
    const outcome = await run(() => mailAgain(link.id))
    if (outcome.ok) toast.success(`The link is on its way to ${link.email}.`)
    else toast.error(outcome.message)
  }
  return (
    <div className="flex gap-2">
      {link.email && (
        <Button look="quiet" size="small" aria-label={`Mail the link of ${person}`} onClick={() => void send()}>
          Mail it
        </Button>
      )}
      <ConfirmDialog
        title="Withdraw this link?"
        trigger={
          <Button look="ghost" size="small" aria-label={`Withdraw the link of ${person}`}>
            Withdraw
          </Button>
        }
        confirm="Withdraw the link"
        act={() => withdraw(link.id)}
      >
        <p>
          The link of <span className="font-medium">{person}</span> stops working at once. What they agreed to stays
          written down in the audit trail.
        </p>
      </ConfirmDialog>
    </div>
  )
}
