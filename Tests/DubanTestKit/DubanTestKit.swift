// DubanTestKit holds what tests of several targets share; no product links it.
//
//     ScratchFolder            a folder of its own a test, cleaned up last in, first out
//     Fixture                  workflow, roster and calendar from YAML that stands in the test
//     CaseRun                  one case on the pure engine, a store in memory and a clock that the test moves
//     HallFixture              a writer over any store, with what it tells others recorded
//     FaultyStore, Gate        a store whose nth call fails, or waits until the test lets it go on
//     ExternalLedger           what was acknowledged and what ran, outside the daemon's database, and a checker (quality.md)
//     SeededGenerator          randomness that a seed reproduces
