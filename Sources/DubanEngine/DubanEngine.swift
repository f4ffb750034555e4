// DubanEngine is the state machine of a case, and nothing else. It is pure and deterministic: no clock, no I/O, no randomness.
//
//     decide(state, input, environment) ─▶ .needs([Fact])      ask the store inside the transaction, then call again
//                                       ─▶ .refused(Refusal)   nothing changes
//                                       ─▶ .events(Decision)   events, the state after them, and what they mean for the tables
//     state.apply(event)                                       the fold; reads nothing but state and event
//
// Everything that a decision looked up (a serial, a due instant, who may do a task) stands in its events, so that folding them
// years later gives the same state although calendar, tables and roster have moved on.
//
// A step instance is named by the sequence number of the event that opened it and lives in a scope, so that a step may be
// entered many times. Automatic steps run on within one decision until the case rests with a person, a job, a wait or its end.
