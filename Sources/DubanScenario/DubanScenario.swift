// DubanScenario runs workflows without a daemon: the same writer, queues and engine over a store in memory, a virtual clock, and
// plugins that are stubs. `duban workflow test` runs the scenarios that stand beside a bundle, and the simulator runs random ones.
