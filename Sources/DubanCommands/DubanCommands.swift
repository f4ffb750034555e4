// DubanCommands is the command line: one file a verb, each of which checks its arguments, asks the daemon, and shows the answer as a
// table or, with --json, as the API gave it. It decides nothing and opens no state folder.
//
// Exit codes: 0 done, 2 usage, 3 refused with a reason, 4 not found, 5 conflict, 69 daemon away (design.md section 10).
