// DubanStore is the seam between the daemon and a database: what must be kept together, and what is read back. It has no SQL.
//
//     writer ──▶ Store.commit { session in … }   one transaction, many inputs; only the writer calls it
//     confirmations ──▶ Store.harden()            the disk has confirmed what was committed; only then anybody is answered
//     all others ──▶ StoreReader                  durable state only
//
// A driver stores bytes that others encoded and hashed (`DecisionChain`, `SealChain`), so that two drivers hold the same history.
// Its only conditional writes are `advance` of a count, `insert` of a unique key, and the claims on jobs. Nothing here assumes that
// positions commit in order; a case is only ever appended to at an expected sequence. One conformance suite runs over every driver.
