// DubanClient speaks the API of DubanAPI over the daemon's unix socket. What the daemon refuses comes back as the same `Refusal`.
