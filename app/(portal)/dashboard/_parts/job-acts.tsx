'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { useAct } from '@/app/_components/use-act'
import type { ListedJob } from '@/domain/job-list'
import { retry, stop } from '../actions'

/** Try again, or stop: what can be done about one job. */
export function JobActs({ job, name, mayManage }: { job: ListedJob; name: string; mayManage: boolean }) {
  const run = useAct()
  const router = useRouter()
  const [isRunning, setRunning] = useState(false)
  const does = job.mayRetry ? { word: 'Try again', act: retry } : job.mayCancel ? { word: 'Stop', act: stop } : null
  if (!does) return null
  const press = async () => {
    setRunning(true)
    const outcome = await run(() => does.act(job.id))
    setRunning(false)
    if (!outcome.ok) toast.error(outcome.message)
    router.refresh()
  }
  return (
    <Button
      look="quiet"
      size="small"
      disabled={isRunning || !mayManage}
      title={mayManage ? undefined : 'Auditors read only.'}
      aria-label={`${does.word}: ${name}`}
      onClick={press}
    >
      {does.word}
    </Button>
  )
}
