'use client'

/** What may be done to a webhook, as entries of a menu: the same on the list and on the page of one. */
import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useRef } from 'react'
import { toast } from 'sonner'
import type { MenuEntry } from '@/app/_components/menu'
import { useAct } from '@/app/_components/use-act'
import { sendTest, turn } from '../actions'
import type { DialogName } from './webhook-dialogs'
import type { WebhookRow } from './words'

interface Options {
  mayManage: boolean
  /** A test was sent, and its delivery can be looked at. */
  onTested: (webhookId: string) => void
}

export function useWebhookActs(open: (name: DialogName, webhookId: string) => void, options: Options) {
  const run = useAct()
  const router = useRouter()
  const latest = useRef({ open, options })
  useEffect(() => {
    latest.current = { open, options }
  })
  const { mayManage } = options
  return useCallback(
    (webhook: WebhookRow): (MenuEntry | 'line')[] => {
      if (!mayManage) return []
      const { webhookId, disabledAt } = webhook
      const isOff = disabledAt !== null
      const test = async () => {
        const outcome = await run(() => sendTest(webhook.id))
        if (!outcome.ok) return void toast.error(outcome.message)
        toast.success('A test is on its way.')
        latest.current.options.onTested(webhookId)
      }
      const turnOn = async () => {
        const outcome = await run(() => turn(webhook.id, true))
        if (!outcome.ok) return void toast.error(outcome.message)
        toast.success('It is on. What waited is sent now.')
        router.refresh()
      }
      const show = (name: DialogName) => () => latest.current.open(name, webhookId)
      return [
        {
          label: 'Send a test',
          onSelect: () => void test(),
          disabled: isOff,
          hint: isOff ? 'It is off.' : undefined,
        },
        { label: 'Change', onSelect: show('edit') },
        { label: 'New secret', onSelect: show('rotate') },
        isOff ? { label: 'Turn on', onSelect: () => void turnOn() } : { label: 'Turn off', onSelect: show('off') },
        'line',
        { label: 'Delete', tone: 'bad', onSelect: show('delete') },
      ]
    },
    [mayManage, run, router],
  )
}
