import Foundation

/// The configuration of a hall under test: the shipped one, with what a test wants otherwise.
struct Office {
    /// The manifest of the documents plugin, where it is not the shipped one.
    var documentsPlugin: String?
    /// Folders of bundles, where they are not the shipped ones.
    var workflows: String?
    /// The roster, where it is not the shipped one.
    var staff: String?
    /// The calendar, where it is not the shipped one.
    var calendar: String?
    /// Further keys of the daemon's configuration.
    var settings = ""

    /// Writes the configuration.
    /// - Returns: The path of its file.
    func write(to scratch: Scratch) throws -> String {
        let config = "\(Place.root)/config"
        var plugins = "\(config)/plugins"
        if let documentsPlugin {
            try scratch.write("plugins/documents.yaml", documentsPlugin)
            plugins = scratch.path("plugins")
        }
        let staffFile = try staff.map { try scratch.write("staff.yaml", $0) } ?? "\(config)/staff.yaml"
        let calendarFile = try calendar.map { try scratch.write("calendar.yaml", $0) } ?? "\(config)/calendars/cn.yaml"
        return try scratch.write(
            "duban.yaml",
            """
            office:
              name: {en: Convenience Service Hall of Xiwangzhuang Township, zh: 西王庄镇便民服务大厅}
              address: {en: "1 Zhenxing Road", zh: 枣庄市西王庄镇振兴路1号}
              hotline: "12345"
            calendar: \(calendarFile)
            staff: \(staffFile)
            workflows: \(workflows ?? "\(Place.root)/workflows")
            plugins: \(plugins)
            \(settings)
            """)
    }

    /// A manifest whose executable is a shell script of the test's.
    static func script(_ body: String, in scratch: Scratch, timeLimit: String = "20 s") throws -> String {
        let path = try scratch.write("bin/plugin", "#!/bin/sh\n\(body)\n", mode: 0o755)
        return manifest(path, timeLimit: timeLimit)
    }

    /// A manifest that gives up at the first failure.
    static func manifest(_ executable: String, timeLimit: String = "20 s") -> String {
        """
        plugin: documents
        run: \(executable)
        actions: [render]
        slots: 2
        retry: {attempts: 1, first: 1 s, factor: 2, maximum: 1 s}
        time_limit: \(timeLimit)
        """
    }
}
