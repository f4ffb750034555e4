// DubanTime knows what a working day is. It is arithmetic over values: a `WorkingCalendar` made of a weekly pattern and the
// official exceptions, limits with the unit of their rule, and the instants that follow. The clocks that tell the present are
// injected from here and nowhere else.
//
// How a limit is counted (domain.md, promise 4): day one is the working day after the start; the limit ends at the close of
// business of its last day. Working days never end on a holiday; a limit in calendar days or months that does is moved to the
// next working day. A month's end clamps: one month after 31 January is the last day of February.
//
// Counting is O(log exceptions): whole weeks in closed form, then the exceptions between two days by binary search.
