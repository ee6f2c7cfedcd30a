'use client'

/** Sends the owner a mail the way all mails go, and waits for what comes of it. */
import { useState } from 'react'
import { Button } from '@/app/_components/button'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import { askForTest, readTest } from './actions'

const lookEveryMs = 700
/** A carrier that does not answer gives up after 20 s. */
const giveUpMs = 40_000

type Said = { tone: 'good' | 'wait' | 'bad'; words: string }

export function TestMail({ email }: { email: string }) {
  const run = useAct()
  const [isRunning, setRunning] = useState(false)
  const [said, setSaid] = useState<Said>()

  async function test(): Promise<Said> {
    const asked = await run(askForTest)
    if (!asked.ok) return { tone: 'bad', words: asked.message }
    for (const end = Date.now() + giveUpMs; Date.now() < end;) {
      await new Promise((next) => setTimeout(next, lookEveryMs))
      const looked = await run(() => readTest(asked.value))
      if (!looked.ok) return { tone: 'bad', words: looked.message }
      const { state, why } = looked.value
      if (state === 'sent') return { tone: 'good', words: `Sent to ${email}. Does it arrive?` }
      if (state === 'failed') return { tone: 'bad', words: `It was not taken. ${why ?? ''}` }
    }
    return { tone: 'wait', words: 'It still waits to be sent. The list below says what comes of it.' }
  }

  return (
    <div className="space-y-3">
      <Button
        look="quiet"
        disabled={isRunning}
        onClick={async () => {
          setSaid(undefined)
          setRunning(true)
          setSaid(await test())
          setRunning(false)
        }}
      >
        {isRunning ? 'Sending…' : 'Send me a test mail'}
      </Button>
      {said && (
        <Notice tone={said.tone} role={said.tone === 'bad' ? 'alert' : 'status'}>
          {said.words}
        </Notice>
      )}
    </div>
  )
}
