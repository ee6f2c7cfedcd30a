'use client'

/** By which risk voices are decided, and in which languages people are asked to speak: cards of the form of decisions. */
import { Card } from '@/app/_components/card'
import { Checkbox, Choices, Select } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import type { ActionForm } from '@/app/_components/use-action-form'
import type { Risk } from '@/domain/risk'
import type { Settings } from '@/domain/settings'
import type { DecisionsForm } from '../actions'
import { MeasuredOn } from './measured-on'
import { voiceOptions } from './risk-options'

export interface Language {
  code: string
  /** In the language itself. */
  name: string
}

export function VoiceCards({
  form,
  now,
  settings,
  risk,
  languages,
  mayChange,
}: {
  form: ActionForm<DecisionsForm>
  now: DecisionsForm
  settings: Settings
  risk: Risk
  languages: Language[]
  mayChange: boolean
}) {
  const problem = (name: keyof DecisionsForm) => form.getFieldState(name, form.formState).error?.message
  return (
    <>
      <Card title="Is it this person’s voice?">
        <p className="text-ink-soft">
          One recording against one user’s own voice. A voice says less than a face: stricter refuses the right person
          soon.
        </p>
        <Choices
          legend="How many strangers’ voices may pass"
          name="voiceFmr"
          value={now.voiceFmr}
          onChange={(value) => form.setValue('voiceFmr', value, { shouldDirty: true })}
          problem={problem('voiceFmr')}
          options={voiceOptions(risk, settings.voiceFmr).map((option) => ({ ...option, disabled: !mayChange }))}
        />
        <p className="text-small text-ink-soft">
          <MeasuredOn {...risk.voice} />
        </p>
      </Card>
      <Card title="Voices">
        <Checkbox
          label="Recognise voices at all"
          hint="Off: every voice call is refused, and what is enrolled stays."
          disabled={!mayChange}
          {...form.register('voiceEngine')}
        />
        {!now.voiceEngine && settings.voiceEngine && (
          <Notice tone="bad">Nobody can be enrolled or verified by voice any more until it is on again.</Notice>
        )}
        <fieldset className="space-y-2">
          <legend className="font-medium">Languages in which prompts are spoken</legend>
          <div className="grid gap-2 sm:grid-cols-2">
            {languages.map(({ code, name }) => (
              <label key={code} className="flex items-center gap-3">
                <input
                  type="checkbox"
                  value={code}
                  disabled={!mayChange}
                  className="size-4 shrink-0"
                  {...form.register('voiceLanguages')}
                />
                <span lang={code}>{name}</span>
              </label>
            ))}
          </div>
          {problem('voiceLanguages') && <p className="text-small text-bad">{problem('voiceLanguages')}</p>}
        </fieldset>
        <Select
          label="Language unless another is named"
          hint="Every language has an enrolment of its own."
          disabled={!mayChange}
          {...form.field('voiceLanguage')}
        >
          {languages
            .filter(({ code }) => now.voiceLanguages.includes(code) || code === now.voiceLanguage)
            .map(({ code, name }) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
        </Select>
      </Card>
    </>
  )
}
