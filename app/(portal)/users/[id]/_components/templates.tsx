/** What the engines made of this user's pictures: never the numbers, only what they are. */
import { Badge } from '@/app/_components/badge'
import { Time } from '@/app/_components/time'
import type { FaceTemplate } from '@/domain/faces/look'
import { qualityWords } from '../../_components/words'
import { AddPicture, RemoveFace } from './face-acts'

export function Templates({
  userId,
  templates,
  mayEnrol,
}: {
  userId: string
  templates: FaceTemplate[]
  mayEnrol: boolean
}) {
  const faces = templates.filter(({ kind }) => kind === 'face').length
  return (
    <>
      {templates.length === 0 ? (
        <p className="text-ink-soft">No face is enrolled yet: add a picture, and this person is recognised by it.</p>
      ) : (
        <ul className="divide-y divide-line">
          {templates.map(({ id, kind, model, createdAt, sampleId, quality, isCurrent }) => (
            <li key={id} className="space-y-0.5 py-3">
              <p className="flex flex-wrap items-center justify-between gap-2">
                <span className="font-medium capitalize">{kind}</span>
                <Badge tone={isCurrent ? 'good' : 'wait'}>
                  {isCurrent ? 'In use' : 'Of an earlier model, not compared'}
                </Badge>
              </p>
              <p className="text-small">
                <span className="font-mono">{model}</span>, made <Time at={createdAt} />
              </p>
              <p className="text-small text-ink-soft">Quality: {qualityWords(quality)}</p>
              <p className="text-small text-ink-soft">
                {sampleId ? 'Its picture is kept, sealed.' : 'Its picture was discarded.'}
              </p>
            </li>
          ))}
        </ul>
      )}
      {mayEnrol ? (
        <div className="space-y-4">
          <AddPicture userId={userId} isFirst={faces === 0} />
          {faces > 0 && <RemoveFace userId={userId} templates={faces} />}
        </div>
      ) : (
        <p className="text-small text-ink-soft">Your role may look, but enrol nobody.</p>
      )}
    </>
  )
}
