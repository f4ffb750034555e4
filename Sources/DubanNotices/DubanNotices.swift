// DubanNotices is what `duban-plugin-notices` does: it takes a notice to somebody outside the hall, by e-mail, webhook, text message or
// paper. It promises at least once, and gives whoever receives it the means to see a notice that comes twice: each channel carries a key
// that is made of the job's alone (Message-ID, webhook-id, the letter's file name), and the same job makes the same bytes.
//
//      job ─▶ NoticeTemplate (both languages) ─▶ MailMessage ─▶ SMTPDialogue (pure) ◀─▶ SMTPConnection (NIO, TLS)
//                                             ├▶ CloudEvent ──▶ WebhookSignature ──▶ HTTPS
//                                             ├▶ TextMessageHook: a program of the office's
//                                             └▶ LetterFolder: a file for the printer
//
// It leaves to the queue when a notice is tried again, and to the workflow who gets one and why. Secrets come from files; nothing of an
// address or a text is written to a log, an error or the process list.
