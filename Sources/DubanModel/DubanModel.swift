// DubanModel holds the words that every other target speaks: instants and civil dates, money, identifiers, the typed
// document of a case, the roster, and the base of all errors. It imports nothing of ours, reads no clock and does no
// I/O, so each type here can be understood, and tested, by itself.
//
//     Instant · CivilDate        when
//     DataValue · DataPath       what a case says (JSON in and out, written by hand since it is on the hot path)
//     CaseNumber · StepID …      which
//     Roster · StaffMember       who
//     Refusal · DubanError       why not
