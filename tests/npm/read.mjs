// Reads a Parquet file with hyparquet, which shares no code with DuckDB, and prints its rows as JSON. Doubles go out as 16 hex digits of their
// bits, so that the comparison is exact.
import { asyncBufferFromFile, parquetReadObjects, parquetMetadataAsync } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

const view = new DataView(new ArrayBuffer(8))
const plain = value => {
  if (value === undefined || value === null) return null
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number') {
    view.setFloat64(0, value)
    return view.getBigUint64(0).toString(16).padStart(16, '0')
  }
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value, plain)
  return value
}

const file = await asyncBufferFromFile(process.argv[2])
const metadata = await parquetMetadataAsync(file)
const rows = await parquetReadObjects({ file, compressors })
console.log(
  JSON.stringify({
    metadata: Object.fromEntries((metadata.key_value_metadata ?? []).map(e => [e.key, e.value])),
    codecs: [...new Set(metadata.row_groups.flatMap(g => g.columns.map(c => c.meta_data.codec)))],
    rows: rows.map(r => Object.fromEntries(Object.entries(r).map(([k, v]) => [k, plain(v)]))),
  }),
)
