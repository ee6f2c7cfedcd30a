'use client'

/** The next version of a text: written, read as people will read it, compared with the words in force, and published. */
import { useRouter } from 'next/navigation'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { ConfirmDialog } from '@/app/_components/confirm-dialog'
import { TextArea } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useAct } from '@/app/_components/use-act'
import { discard, publish, saveDraft } from '../../../actions'
import { diffTexts } from '../../../_components/diff'

type View = 'write' | 'preview' | 'changes'

export function Editor({
  about,
  draft,
  nextVersion,
  newest,
  agreed,
  mayManage,
}: {
  about: { purpose: string; language: string }
  draft: { id: string; body: string } | null
  nextVersion: number
  /** The words in force. */
  newest: { version: number; body: string } | null
  /** How many agree to them. */
  agreed: number
  mayManage: boolean
}) {
  const router = useRouter()
  const run = useAct()
  const area = useRef<HTMLTextAreaElement>(null)
  const panel = useId()
  const [body, setBody] = useState(draft?.body ?? newest?.body ?? '')
  const [view, setView] = useState<View>('write')
  const [problem, setProblem] = useState<string>()
  const [message, setMessage] = useState<string>()
  const [isSaving, setSaving] = useState(false)
  const saved = draft?.body ?? null
  const isChanged = body.trim() !== (saved ?? newest?.body ?? '')
  useWarnBeforeLeaving(isChanged)

  async function save() {
    setSaving(true)
    setProblem(undefined)
    setMessage(undefined)
    const outcome = await run(() => saveDraft({ ...about, body }))
    setSaving(false)
    if (outcome.ok) {
      toast.success(`The draft of version ${outcome.value.version} is saved.`)
      return router.refresh()
    }
    setMessage(outcome.message)
    setProblem(outcome.problems.body && `The text ${outcome.problems.body}.`)
    setView('write')
    area.current?.focus()
  }

  const views: { view: View; label: string }[] = [
    { view: 'write', label: 'Write' },
    { view: 'preview', label: 'As people read it' },
    ...(newest ? [{ view: 'changes' as const, label: `Changes to version ${newest.version}` }] : []),
  ]
  return (
    <Card
      title={
        draft ? `Draft of version ${nextVersion}` : newest ? `Version ${nextVersion}, not begun` : 'The first version'
      }
    >
      {!mayManage && <Notice tone="wait">Only owners and admins write texts.</Notice>}
      <div role="group" aria-label="View" className="flex flex-wrap gap-2">
        {views.map((one) => (
          <Button
            key={one.view}
            look={view === one.view ? 'door' : 'quiet'}
            size="small"
            aria-pressed={view === one.view}
            aria-controls={panel}
            onClick={() => setView(one.view)}
          >
            {one.label}
          </Button>
        ))}
      </div>
      <div id={panel}>
        {view === 'write' && (
          <TextArea
            ref={area}
            label="Words"
            lang={about.language}
            rows={14}
            value={body}
            disabled={!mayManage}
            onChange={(event) => setBody(event.target.value)}
            problem={problem}
            hint="Plain text; an empty line begins a paragraph. Say what is captured, what for, how long, and how to withdraw."
          />
        )}
        {view === 'preview' && (
          <div
            lang={about.language}
            className="max-w-prose min-h-40 rounded-control bg-ground px-5 py-4 wrap-anywhere whitespace-pre-wrap"
          >
            {body.trim() || 'No words yet.'}
          </div>
        )}
        {view === 'changes' && newest && <Changes before={newest.body} after={body.trim()} language={about.language} />}
      </div>
      {message && (
        <Notice tone="bad" role="alert">
          {message}
        </Notice>
      )}
      <div className="flex flex-wrap items-center gap-3">
        {draft && (
          <ConfirmDialog
            title={`Publish version ${nextVersion}?`}
            look="door"
            confirm={`Publish version ${nextVersion}`}
            trigger={
              <Button disabled={!mayManage || isChanged} title={isChanged ? 'Save the draft first' : undefined}>
                Publish version {nextVersion}
              </Button>
            }
            act={async () => {
              const outcome = await run(() => publish(draft.id))
              if (outcome.ok) {
                toast.success(`Version ${outcome.value.version} is published.`)
                router.refresh()
              }
              return outcome
            }}
          >
            <p>From then on these words are never changed, and people are asked to agree to them.</p>
            {newest && (
              <p>
                {agreed === 0
                  ? `Nobody has agreed to version ${newest.version} so far.`
                  : `${agreed.toLocaleString('en-GB')} ${agreed === 1 ? 'user has' : 'users have'} agreed to version ${newest.version}. Their consent stays, and they are listed as people to ask again.`}
              </p>
            )}
          </ConfirmDialog>
        )}
        <Button
          look={draft ? 'quiet' : 'door'}
          disabled={!mayManage || isSaving || !isChanged}
          title={isChanged ? undefined : 'Nothing was changed'}
          onClick={() => void save()}
        >
          Save the draft
        </Button>
        {draft && (
          <ConfirmDialog
            title="Discard this draft?"
            confirm="Discard the draft"
            trigger={
              <Button look="ghost" disabled={!mayManage}>
                Discard the draft
              </Button>
            }
            act={async () => {
              const outcome = await run(() => discard(draft.id))
              if (outcome.ok) router.refresh()
              return outcome
            }}
          >
            <p>Its words are lost. What is published stays as it is.</p>
          </ConfirmDialog>
        )}
      </div>
    </Card>
  )
}

function Changes({ before, after, language }: { before: string; after: string; language: string }) {
  const pieces = useMemo(() => diffTexts(before, after), [before, after])
  if (pieces.every(({ kind }) => kind === 'same')) return <p className="text-ink-soft">No word differs.</p>
  return (
    <div lang={language} className="max-w-prose rounded-control bg-ground px-5 py-4 wrap-anywhere whitespace-pre-wrap">
      {pieces.map(({ kind, text }, index) =>
        kind === 'added' ? (
          <ins key={index} className="bg-good-ground text-good">
            {text}
          </ins>
        ) : kind === 'removed' ? (
          <del key={index} className="bg-bad-ground text-bad">
            {text}
          </del>
        ) : (
          <span key={index}>{text}</span>
        ),
      )}
    </div>
  )
}

function useWarnBeforeLeaving(isChanged: boolean): void {
  useEffect(() => {
    if (!isChanged) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [isChanged])
}
