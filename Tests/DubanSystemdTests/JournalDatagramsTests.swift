import Testing

@testable import DubanSystemd

/// Entries in journald's native protocol.
@Suite struct JournalDatagramsTests {
    @Test func entries_inOrder_areOneDatagramEach() {
        let datagrams = JournalDatagrams([[("MESSAGE", "one"), ("PRIORITY", "6")], [("MESSAGE", "二")]])
        #expect(datagrams.bytes == Array("MESSAGE=one\nPRIORITY=6\nMESSAGE=二\n".utf8))
        #expect(datagrams.ends == [23, 35])
    }

    @Test func value_withALineBreak_hasItsLengthBefore() {
        let datagrams = JournalDatagrams([[("MESSAGE", "a\nb")]])
        #expect(datagrams.bytes == Array("MESSAGE\n".utf8) + [3, 0, 0, 0, 0, 0, 0, 0] + Array("a\nb\n".utf8))
        #expect(datagrams.ends == [datagrams.bytes.count])
    }

    @Test func entries_none_areNothing() {
        let datagrams = JournalDatagrams([])
        #expect(datagrams.bytes.isEmpty && datagrams.ends.isEmpty)
    }
}
