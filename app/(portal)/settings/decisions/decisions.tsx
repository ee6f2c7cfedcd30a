'use client'

/** By which risk faces are decided, and what is done with pictures. Each choice says what it means for the people concerned. */
import { useWatch } from 'react-hook-form'
import { Button } from '@/app/_components/button'
import { Card } from '@/app/_components/card'
import { Checkbox, Choices, Field } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useActionForm } from '@/app/_components/use-action-form'
import type { Risk } from '@/domain/risk'
import type { Settings } from '@/domain/settings'
import type { TenantChange } from '@/domain/tenants'
import { useSaved } from '../_parts/use-undo'
import { decide, type DecisionsForm } from '../actions'
import { MeasuredOn } from './measured-on'
import { searchOptions, verifyOptions } from './risk-options'
import { VoiceCards, type Language } from './voice-cards'
import { oneIn } from './words'

interface Props {
  settings: Settings
  risk: Risk
  /** In which prompts can be spoken at all. */
  languages: Language[]
  mayChange: boolean
}

export function Decisions({ settings, risk, languages, mayChange }: Props) {
  const saved = useSaved()
  const form = useActionForm<DecisionsForm, TenantChange['before']>({
    defaultValues: formOf(settings),
    action: decide,
    onDone: (before) => {
      form.reset(form.getValues())
      saved(before)
    },
  })
  const now = useWatch({ control: form.control }) as DecisionsForm
  const choose = (name: 'verifyFmr' | 'searchFpir' | 'duplicates') => (value: string) =>
    form.setValue(name, value, { shouldDirty: true })
  const problem = (name: keyof DecisionsForm) => form.getFieldState(`${name}`, form.formState).error?.message
  const off = (options: { value: string; label: string; hint?: string }[]) =>
    options.map((option) => ({ ...option, disabled: !mayChange }))
  return (
    <form onSubmit={form.submit} noValidate className="space-y-6">
      {!mayChange && <Notice tone="wait">Only an owner changes these; you see how they stand.</Notice>}
      {form.message && (
        <Notice tone="bad" role="alert">
          {form.message}
        </Notice>
      )}
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Card title="Is it this person?">
          <p className="text-ink-soft">
            One face against one user’s own. Stricter lets fewer strangers through, and refuses the right person more
            often.
          </p>
          <Choices
            legend="How many strangers may pass"
            name="verifyFmr"
            value={now.verifyFmr}
            onChange={choose('verifyFmr')}
            problem={problem('verifyFmr')}
            options={off(verifyOptions(risk, settings.verifyFmr))}
          />
        </Card>
        <Card title="Who is this?">
          <p className="text-ink-soft">
            One face against all {risk.gallerySize.toLocaleString('en-GB')} that are on record now. Each comparison gets
            its share of the risk, so that the bar rises as the gallery grows.
          </p>
          <Choices
            legend="How many searches for a stranger may name somebody"
            name="searchFpir"
            value={now.searchFpir}
            onChange={choose('searchFpir')}
            options={off(searchOptions(risk, settings.searchFpir))}
          />
        </Card>
        <Card title="The same face twice">
          <Choices
            legend="When a face to be enrolled looks like another user’s"
            name="duplicates"
            value={now.duplicates}
            onChange={choose('duplicates')}
            options={off(duplicateOptions)}
          />
          {now.duplicates !== 'off' && risk.gallerySize > 0 && (
            <p className="text-small text-ink-soft">
              By the risk of a search: about {oneIn(expectedNow(risk, now.searchFpir))} newcomers is held for somebody
              else.
            </p>
          )}
        </Card>
        <Card title="Which pictures are good enough">
          <Field
            label="Smallest distance between the eyes, in pixels"
            hint="Empty: what each API asks for itself, 20 over the old REST API, 40 from a wallet, 80 at events. Blur, light and pose warn, and never refuse."
            inputMode="numeric"
            disabled={!mayChange}
            {...form.field('minEyeDistancePx')}
          />
          <Checkbox
            label="Ask for a passed liveness check"
            hint="Of face calls of the edition 1.1 and of GraphQL: a few movements in front of the camera, another order each time. It stops pictures that are shown or moved, and recordings of other checks. It does not stop a video made for the very check, a mask, a deepfake or a virtual camera."
            disabled={!mayChange}
            {...form.register('liveness')}
          />
          {now.liveness && !settings.liveness && (
            <Notice tone="wait">
              Face calls that bring no passed check will be refused: those of the events API and of wallets cannot bring
              one.
            </Notice>
          )}
        </Card>
        <VoiceCards {...{ form, now, settings, risk, languages, mayChange }} />
        <Card title="Pictures and recordings">
          <Checkbox
            label="Keep the pictures and recordings that were enrolled"
            hint="Sealed, until the user is erased or a retention rule removes them. Off: from now on only the numbers made of them; what was kept before stays."
            disabled={!mayChange}
            {...form.register('keepSamples')}
          />
          <Checkbox
            label="Auditors may look at pictures and listen to recordings"
            hint="Owners and admins may. Each time is in the audit trail, with who it was and why."
            disabled={!mayChange}
            {...form.register('auditorsSeePictures')}
          />
        </Card>
        <Card title="Identity documents">
          <Checkbox
            label="Read documents at all"
            hint="Off: every call that reads one is refused. What is kept stays, until its time is over."
            disabled={!mayChange}
            {...form.register('documentEngine')}
          />
          <Field
            label="Days for which a document is kept whose owner agrees"
            hint="0: no document ever is. More: enrolling somebody from a document asks; without a yes nothing of it is kept."
            inputMode="numeric"
            disabled={!mayChange}
            {...form.field('documentDays')}
          />
        </Card>
        <Card title="What else is read from a face">
          <Checkbox
            label="Guess emotions"
            hint="Part of the face properties that the old REST API gives on demand. Nothing is kept."
            disabled={!mayChange}
            {...form.register('emotions')}
          />
          {now.emotions && (
            <Notice tone="bad">
              A guess at feelings is no knowledge of them. In the European Union it is forbidden at work and in schools
              (Regulation (EU) 2024/1689, Article 5), and elsewhere people have to be told. Switch it on only where you
              know that you may.
            </Notice>
          )}
          <Checkbox
            label="Recognise faces at all"
            hint="Off: every face call is refused, and what is enrolled stays."
            disabled={!mayChange}
            {...form.register('faceEngine')}
          />
          {!now.faceEngine && settings.faceEngine && (
            <Notice tone="bad">
              Nobody can be enrolled, verified or found any more: {risk.gallerySize.toLocaleString('en-GB')} faces on
              record are of no use until it is on again.
            </Notice>
          )}
        </Card>
      </div>
      <p className="text-small text-ink-soft">
        <MeasuredOn {...risk} /> Your people and cameras differ; what is marked as estimated lies beyond what was
        measured.
      </p>
      {mayChange && (
        <div className="sticky bottom-0 -mx-4 flex items-center justify-end gap-3 border-t border-line bg-ground px-4 py-3">
          <span role="status" className="text-small text-ink-soft">
            {form.formState.isDirty && 'Not saved yet.'}
          </span>
          <Button look="quiet" disabled={!form.formState.isDirty} onClick={() => form.reset(formOf(settings))}>
            Take back
          </Button>
          <Button type="submit" disabled={form.isSending || !form.formState.isDirty}>
            Save
          </Button>
        </div>
      )}
    </form>
  )
}

const duplicateOptions = [
  {
    value: 'flag',
    label: 'Enrol it and put the pair up for review',
    hint: 'Nobody is turned away by a mistake; somebody has to look.',
  },
  {
    value: 'refuse',
    label: 'Refuse it',
    hint: 'Nobody is enrolled twice; twins and look-alikes are turned away as well.',
  },
  { value: 'off', label: 'Do not look', hint: 'One person may be enrolled under many names unseen.' },
]

const formOf = (settings: Settings): DecisionsForm => ({
  verifyFmr: String(settings.verifyFmr),
  searchFpir: String(settings.searchFpir),
  duplicates: settings.duplicates,
  minEyeDistancePx: settings.minEyeDistancePx === null ? '' : String(settings.minEyeDistancePx),
  faceEngine: settings.faceEngine,
  liveness: settings.liveness,
  emotions: settings.emotions,
  documentEngine: settings.documentEngine,
  documentDays: String(settings.documentDays),
  voiceEngine: settings.voiceEngine,
  voiceLanguages: settings.voiceLanguages,
  voiceLanguage: settings.voiceLanguage,
  voiceFmr: String(settings.voiceFmr),
  keepSamples: settings.keepSamples,
  auditorsSeePictures: settings.auditorsSeePictures,
})

function expectedNow({ search }: Risk, fpir: string): number {
  return search.find((level) => String(level.fpir) === fpir)?.expected ?? Number(fpir)
}
