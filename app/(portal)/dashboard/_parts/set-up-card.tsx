/** What is left to set up, each step with the place where it is done. It goes away by itself, once all of it has happened. */
import clsx from 'clsx'
import { ArrowRight, Check } from 'lucide-react'
import Link from 'next/link'
import type { Route } from 'next'
import { Card } from '@/app/_components/card'
import { Progress } from '@/app/_components/progress'
import type { SetUpProgress, SetUpStep } from '@/domain/set-up-progress'

const words: Record<SetUpStep, { title: string; why: string; href: string }> = {
  owner: { title: 'Register the owner', why: 'Somebody answers for this bureau.', href: '/admins' },
  address: {
    title: 'Give it an https address',
    why: 'Browsers lend a camera to encrypted pages only, and links in mails need an address.',
    href: '/settings/general',
  },
  mail: {
    title: 'Send mail',
    why: 'Until then invitations and resets lie as files on the server.',
    href: '/settings/mail',
  },
  factor: { title: 'Turn on a second factor', why: 'A stolen password alone opens nothing.', href: '/account' },
  client: { title: 'Make a client', why: 'The key and secret with which your programs call.', href: '/clients' },
  enrolment: { title: 'Enrol a first face', why: 'By upload, by camera, or over the API.', href: '/users/new' },
  verification: { title: 'Verify a first face', why: 'Another picture of the same person.', href: '/users' },
  dump: { title: 'Make a dump', why: 'What is not copied can be lost.', href: '/dumps' },
}

export function SetUp({ progress: { steps, done } }: { progress: SetUpProgress }) {
  return (
    <Card title="Setting up">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <p className="text-ink-soft">
          {done} of {steps.length} done. Each is ticked when it has really happened.
        </p>
        <div className="w-48">
          <Progress label="Setting up" share={done / steps.length} />
        </div>
      </div>
      <ul className="grid gap-x-8 gap-y-1 sm:grid-cols-2">
        {steps.map(({ step, isDone }) => (
          <li key={step} className="flex gap-3 py-1.5">
            <span
              aria-hidden
              className={clsx(
                'mt-0.5 inline-flex size-5 shrink-0 items-center justify-center rounded-full border',
                isDone ? 'border-good bg-good-ground text-good' : 'border-line',
              )}
            >
              {isDone && <Check className="size-3.5" />}
            </span>
            {isDone ? (
              <span className="text-ink-soft">
                {words[step].title}
                <span className="sr-only">: done</span>
              </span>
            ) : (
              <Link href={words[step].href as Route} prefetch={false} className="group">
                <span className="font-medium underline decoration-line underline-offset-4 group-hover:decoration-door">
                  {words[step].title}
                </span>
                <ArrowRight aria-hidden className="ml-1 inline size-4" />
                <span className="block text-small text-ink-soft">{words[step].why}</span>
              </Link>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
