/**
 * What killed.test.ts kills: writes to a store of its own without end, so that at every moment one can say what has to be in it.
 * Argument: the folder.
 */
import { FolderStore } from './store'

const store = FolderStore.open(process.argv[2]!)
for (let revision = (store.revision() ?? 0) + 1; ; revision++) {
  const vector = new Uint8Array(512).fill(revision % 256)
  const put = ['first', 'second'].map((which) => ({
    subject: `${which} of ${revision}`,
    acs_id: null,
    acs_id_schema: null,
    templates: [{ id: 't', model: 'x@1', vector }],
    scopes: [],
  }))
  const remove = ['first', 'second'].map((which) => `${which} of ${revision - 3}`)
  // Now and then all at once.
  if (revision % 10 === 0) await store.replace(put, revision)
  else await store.apply({ put, remove, revision })
  const report = await store.record(
    {
      report_id: `report ${revision}`,
      type: 'access_granted',
      subject: null,
      grant_id: null,
      occurred_at: new Date(revision).toISOString(),
      score_band: null,
      credential: null,
      offline: true,
    },
    `grant ${revision}`,
  )
  process.stdout.write(`${revision} ${report.sequence}\n`)
}
