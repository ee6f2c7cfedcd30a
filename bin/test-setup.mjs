/** Before the first vitest file: worker bundles and models exist and are fresh. It installs nothing. */
import { bundleServer } from './bundle.mjs'
import { convertModels } from './models.mjs'

export default async function setup() {
  await bundleServer()
  await convertModels()
}
