// DubanSystemd speaks to systemd: structured entries to the journal, readiness and health to the service manager, and the sockets
// that it hands over. It knows nothing of cases; what an entry says is put together by the journal reader of DubanRunner.
