// DubanWorkflows turns the files of a bundle, `workflows/<name>/`, into a `WorkflowDefinition` that the engine can run, or
// into findings that say in which file, line and column what is wrong and what to do. It is pure: the bytes of the files
// come in, values come out; reading folders is done by the thin `BundleFolder` at the edge.
//
//     files ──▶ YAML nodes with marks ──▶ definition + findings ──▶ checker (graph, data, people, time, text)
//
// What is loaded is content-addressed: the hash of a definition names it for ever, and a case is pinned to it.
