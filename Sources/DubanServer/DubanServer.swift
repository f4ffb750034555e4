// DubanServer is the HTTP API over the unix socket. It knows who calls (the socket's peer credentials, mapped by the roster), turns
// bodies into requests of the hall, and what comes back into bodies. It decides nothing: every permission is the engine's, so that
// the command line and other clients cannot differ.
//
// It always serves a descriptor, systemd's or one that it bound itself, and never deletes a path that it did not bind.
