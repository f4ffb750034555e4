// swift-tools-version: 6.2
import PackageDescription

/// One set of rules for every target of ours: Swift 6, no warning is tolerated, imports say what they expose.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let grdbSQLite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioExtras: Target.Dependency = .product(name: "NIOExtras", package: "swift-nio-extras")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let collections: Target.Dependency = .product(name: "Collections", package: "swift-collections")
let hashTrees: Target.Dependency = .product(name: "HashTreeCollections", package: "swift-collections")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "duban",
    products: [
        .library(name: "CEL", targets: ["CEL"]),
        .library(name: "DubanPlugin", targets: ["DubanPlugin"]),
        // What the daemon is put together from, for `Benchmarks`; no stable interface.
        .library(
            name: "DubanHost",
            targets: [
                "DubanModel", "DubanTime", "DubanWorkflows", "DubanEngine", "DubanStore", "DubanStoreSQLite", "DubanRunner", "DubanSystemd",
            ]),
        .executable(name: "duban", targets: ["duban"]),
        .executable(name: "duband", targets: ["duband"]),
        .executable(name: "duban-plugin-documents", targets: ["duban-plugin-documents"]),
        .executable(name: "duban-plugin-notices", targets: ["duban-plugin-notices"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // target CSystemd
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        // target CDocuments
        .systemLibrary(
            name: "CDocuments", pkgConfig: "pangocairo",
            providers: [.apt(["libcairo2-dev", "libpango1.0-dev", "libqrencode-dev"])]),
        // target CLinux
        .target(name: "CLinux"),
        // target CSQLiteSettings
        .target(name: "CSQLiteSettings", linkerSettings: [.linkedLibrary("sqlite3")]),
        // target CSQLiteLog
        .target(name: "CSQLiteLog", linkerSettings: [.linkedLibrary("sqlite3")]),
        // target CEL
        .target(name: "CEL", swiftSettings: strict),
        // target DubanModel
        .target(name: "DubanModel", swiftSettings: strict),
        // target DubanTime
        .target(name: "DubanTime", dependencies: ["DubanModel"], swiftSettings: strict),
        // target DubanWorkflows
        .target(
            name: "DubanWorkflows", dependencies: ["DubanModel", "DubanTime", "CEL", yams, crypto],
            swiftSettings: strict),
        // target DubanPictures
        .target(name: "DubanPictures", dependencies: ["DubanModel", "DubanTime", "DubanWorkflows", "CEL"], swiftSettings: strict),
        // target DubanEngine
        .target(
            name: "DubanEngine", dependencies: ["DubanModel", "DubanTime", "CEL", "DubanWorkflows"],
            swiftSettings: strict),
        // target DubanStore
        .target(name: "DubanStore", dependencies: ["DubanModel", "DubanEngine", crypto], swiftSettings: strict),
        // target DubanStoreSQLite
        .target(
            name: "DubanStoreSQLite",
            dependencies: ["DubanModel", "DubanEngine", "DubanStore", "CSQLiteLog", "CSQLiteSettings", grdb, grdbSQLite],
            swiftSettings: strict),
        // target DubanPlugin
        .target(name: "DubanPlugin", dependencies: ["DubanModel"], swiftSettings: strict),
        // target DubanRunner
        .target(
            name: "DubanRunner",
            dependencies: [
                "DubanModel", "DubanTime", "DubanWorkflows", "DubanEngine", "DubanStore", "DubanPlugin", "CLinux",
                collections, crypto, logging, serviceLifecycle, subprocess, systemPackage,
            ],
            swiftSettings: strict),
        // target DubanScenario
        .target(
            name: "DubanScenario",
            dependencies: [
                "DubanModel", "DubanTime", "DubanWorkflows", "DubanEngine", "DubanStore", "DubanRunner", hashTrees, logging,
            ],
            swiftSettings: strict),
        // target DubanSystemd
        .target(name: "DubanSystemd", dependencies: ["CLinux", "CSystemd", logging], swiftSettings: strict),
        // target DubanAPI
        .target(name: "DubanAPI", dependencies: ["DubanModel"], swiftSettings: strict),
        // target DubanServer
        .target(
            name: "DubanServer",
            dependencies: [
                "DubanModel", "DubanTime", "DubanWorkflows", "DubanPictures", "DubanEngine", "DubanStore", "DubanRunner", "DubanAPI",
                "CLinux", hummingbird, hummingbirdCore, nioCore, nioPosix, nioExtras, nioHTTP1, httpTypes,
                logging, serviceLifecycle,
            ],
            swiftSettings: strict),
        // target DubanClient
        .target(
            name: "DubanClient", dependencies: ["DubanModel", "DubanAPI", asyncHTTPClient, nioCore, nioHTTP1],
            swiftSettings: strict),
        // target DubanCommands
        .target(
            name: "DubanCommands",
            dependencies: [
                "DubanModel", "DubanTime", "DubanWorkflows", "DubanPictures", "DubanEngine", "CEL", "DubanAPI", "DubanClient", "DubanRunner",
                "DubanScenario", argumentParser, logging, crypto,
            ],
            swiftSettings: strict),
        // target duban
        .executableTarget(name: "duban", dependencies: ["DubanCommands"], swiftSettings: strict),
        // target duband
        .executableTarget(
            name: "duband",
            dependencies: [
                "DubanModel", "DubanTime", "DubanWorkflows", "DubanEngine", "DubanStore", "DubanStoreSQLite",
                "DubanRunner", "DubanSystemd", "DubanServer", "CLinux", argumentParser, logging, serviceLifecycle,
            ],
            swiftSettings: strict),
        // target duban-plugin-documents
        .executableTarget(
            name: "duban-plugin-documents",
            dependencies: ["DubanModel", "DubanPlugin", "CDocuments", mustache, yams, crypto],
            swiftSettings: strict),
        // test DecisionTableTests
        .testTarget(name: "DecisionTableTests", dependencies: ["DubanModel", "DubanWorkflows"], swiftSettings: strict),
        // test CELTests
        .testTarget(
            name: "CELTests", dependencies: ["CEL"], resources: [.copy("Corpus"), .copy("Vectors")], swiftSettings: strict),
        // target DubanNotices
        .target(
            name: "DubanNotices",
            dependencies: [
                "DubanModel", "DubanPlugin", asyncHTTPClient, crypto, mustache, nioCore, nioHTTP1, nioPosix, nioSSL, nioTLS, subprocess,
                systemPackage, yams,
            ],
            swiftSettings: strict),
        // target duban-plugin-notices
        .executableTarget(
            name: "duban-plugin-notices", dependencies: ["DubanNotices", "DubanPlugin"], swiftSettings: strict),
        // target duban-example-stamp: the example of docs/examples/swift, so that it always compiles
        .executableTarget(
            name: "duban-example-stamp", dependencies: ["DubanModel", "DubanPlugin"], path: "docs/examples/swift/Sources/stamp", swiftSettings: strict),
        // target DubanTimeTests
        .testTarget(
            name: "DubanTimeTests", dependencies: ["DubanModel", "DubanTime", "DubanWorkflows"], swiftSettings: strict),
        // target DubanTestKit
        .target(
            name: "DubanTestKit",
            dependencies: [
                "DubanModel", "DubanTime", "DubanWorkflows", "DubanEngine", "DubanStore", "DubanRunner", "DubanScenario",
            ],
            path: "Tests/DubanTestKit", swiftSettings: strict),
        // target DubanSimulationTests
        .testTarget(
            name: "DubanSimulationTests",
            dependencies: [
                "DubanModel", "DubanTime", "DubanWorkflows", "DubanEngine", "DubanStore", "DubanRunner", "DubanScenario", "DubanTestKit",
            ],
            swiftSettings: strict),
        // test DubanSystemdTests
        .testTarget(name: "DubanSystemdTests", dependencies: ["DubanSystemd"], swiftSettings: strict),
        // target DubanEngineTests
        .testTarget(
            name: "DubanEngineTests",
            dependencies: [
                "DubanModel", "DubanTime", "DubanWorkflows", "DubanEngine", "DubanStore", "DubanScenario", "DubanTestKit",
            ],
            swiftSettings: strict),
        // target DubanModelTests
        .testTarget(name: "DubanModelTests", dependencies: ["DubanModel", "DubanTestKit"], swiftSettings: strict),
        // target DubanWorkflowsTests
        .testTarget(
            name: "DubanWorkflowsTests", dependencies: ["DubanModel", "DubanTime", "DubanWorkflows"],
            exclude: ["Fixtures"], swiftSettings: strict),
        // target DubanPicturesTests
        .testTarget(
            name: "DubanPicturesTests", dependencies: ["DubanModel", "DubanWorkflows", "DubanPictures"], exclude: ["Golden"],
            swiftSettings: strict),
        // target DubanScenarioTests
        .testTarget(
            name: "DubanScenarioTests",
            dependencies: ["DubanModel", "DubanTime", "DubanWorkflows", "DubanEngine", "DubanStore", "DubanRunner", "DubanScenario"],
            exclude: ["Kinds"],
            swiftSettings: strict),
        // target DubanPluginTests
        .testTarget(name: "DubanPluginTests", dependencies: ["DubanModel", "DubanPlugin", "DubanTestKit"], swiftSettings: strict),
        // target DubanRunnerTests
        .testTarget(
            name: "DubanRunnerTests",
            dependencies: [
                "DubanModel", "DubanTime", "DubanWorkflows", "DubanEngine", "DubanStore", "DubanStoreSQLite", "DubanPlugin",
                "DubanRunner", "DubanScenario", "DubanTestKit", crypto, grdb, logging, serviceLifecycle,
            ],
            swiftSettings: strict),
        // target DubanStoreTests
        .testTarget(
            name: "DubanStoreTests",
            dependencies: [
                "DubanModel", "DubanEngine", "DubanStore", "DubanStoreSQLite", "DubanScenario", "DubanTestKit", "CSQLiteLog", grdb, grdbSQLite,
            ],
            swiftSettings: strict),
        // test target DubanNoticesTests
        .testTarget(
            name: "DubanNoticesTests",
            dependencies: [
                "DubanModel", "DubanPlugin", "DubanNotices", "DubanTestKit", nioCore, nioHTTP1, nioPosix, nioSSL,
            ],
            swiftSettings: strict),
        // test target DubanCommandsTests
        .testTarget(
            name: "DubanCommandsTests", dependencies: ["CEL", "DubanAPI", "DubanModel", "DubanCommands", argumentParser],
            swiftSettings: strict),
        // test target DubanServerTests
        .testTarget(
            name: "DubanServerTests",
            dependencies: [
                "DubanAPI", "DubanModel", "DubanEngine", "DubanStore", "DubanWorkflows", "DubanRunner", "DubanServer", "DubanTestKit",
                hummingbird, logging,
            ],
            swiftSettings: strict),
        // test target WholeProcessTests
        .testTarget(
            name: "WholeProcessTests", dependencies: ["DubanAPI", "DubanModel", "DubanRunner", "DubanTestKit", grdb],
            swiftSettings: strict),
    ]
)
