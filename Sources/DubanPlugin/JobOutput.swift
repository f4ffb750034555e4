public import DubanModel

/// What a job gave.
public struct JobOutput: Sendable {
    /// A file that was made.
    public struct File: Sendable {
        /// What it is, such as `certificate`.
        public let name: String
        /// Its path under the folder of the job; `nil` where its bytes went through the stream.
        public let path: String?
        /// The SHA-256 of its bytes, where the plugin knows it; the daemon reckons it anyway.
        public let hash: ContentHash?
        /// Its size.
        public let bytes: Int
        /// Its media type.
        public let mediaType: String
        /// The end of its file name, such as `pdf`.
        public let suffix: String?

        /// A file.
        public init(name: String, path: String?, hash: ContentHash?, bytes: Int, mediaType: String, suffix: String? = nil) {
            self.name = name
            self.path = path
            self.hash = hash
            self.bytes = bytes
            self.mediaType = mediaType
            self.suffix = suffix
        }

        var data: DataValue {
            var fields: [String: DataValue] = ["name": .text(name), "bytes": .integer(Int64(bytes)), "mediaType": .text(mediaType)]
            fields["path"] = path.map { .text($0) }
            fields["sha256"] = hash.map { .text($0.description) }
            fields["suffix"] = suffix.map { .text($0) }
            return .record(fields)
        }
    }
    /// The output.
    public let output: DataValue
    /// The files.
    public let files: [File]

    /// What a job gave.
    public init(output: DataValue = .emptyRecord, files: [File] = []) {
        self.output = output
        self.files = files
    }

    var data: DataValue { ["output": output, "files": .list(files.map(\.data))] }
}
