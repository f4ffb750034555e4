// DubanTime knows when something is due, and why. It is arithmetic over values: no clock of its own, no file but the time zone
// database, nothing that is stored and could go stale. docs/time.md has the rules in words, with examples.
//
//     Zones        which offset holds when: the IANA database as a table of changes
//     Calendars    which days are working days, when business is done, and sums of both up to any day
//     Limits       "3 working days", "30 calendar days": what people write, and when it ends
//     Ledger       a budget, stops, extensions; when the clock fires follows from them, and from nothing else
//     Explanation  the same, day by day, in words
//     Schedules    what recurs, reckoned from what was scheduled
//     Clocks       the two clocks that tell the present, injected from here and nowhere else
//
// How a limit is counted (domain.md, promise 4; Civil Code 民法典 §§200-204; Administrative Licensing Law 行政许可法 §82): day one is the
// day after the start, for working days the next working day; the limit ends at the close of business of its last day. Working days
// never end on a holiday; a limit in calendar days, months or years that does is moved to the next working day, unless it or the
// calendar says otherwise. A month's end clamps: one month after 31 January is the last day of February. Hours count from the
// instant itself, and only while business is done.
//
// Every question costs O(log years): whole weeks in closed form, then the exceptions between two days by halving.
