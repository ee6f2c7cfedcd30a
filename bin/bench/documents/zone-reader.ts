/** What takes part in the benchmark of zones: given a levelled picture of a zone and a little paper around it, it says what it reads. */

export interface ZoneReader {
  /** @param crop PNG */
  read(crop: Uint8Array): Promise<string[]>
}
