// DubanAPI holds what the server and its clients say to each other over the unix socket, as JSON. A request that changes something
// carries an idempotency key in the header `Idempotency-Key`. A refusal has a status, and a body with its stable code.
//
//     POST /v1/cases                    ApplyRequest    → ReceiptBody      GET /v1/inbox        → [TaskBody]
//     POST /v1/tasks/{number}           ActRequest      → ReceiptBody      GET /v1/cases        → [CaseBody]
//     POST /v1/cases/{number}/amend     AmendRequest    → ReceiptBody      GET /v1/cases/{n}    → CaseDetailBody
//     POST /v1/cases/{number}/attach    AttachRequest   → ReceiptBody      GET /v1/registers    → [String]
//     POST /v1/cases/{number}/private   PrivateRequest  → values by path   GET /v1/queues       → [QueueBody]
