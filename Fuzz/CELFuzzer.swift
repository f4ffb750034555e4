// Throws bytes at the rule language: whatever comes, it answers with a value or an error, in bounded time, and says the same twice.
//
// This file is compiled together with Sources/CEL into one module, since libFuzzer's instrumentation must reach all of it (`Fuzz/run`).
// The first byte of an input chooses how the rest is read; `Tests/CELTests/CorpusTests.swift` replays the corpus without libFuzzer.

/// What libFuzzer calls for each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 0 else { return 0 }
    FuzzCase(Array(UnsafeBufferPointer(start: start, count: count))).run()
    return 0
}
