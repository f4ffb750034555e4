// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that no normal build compiles what only measures.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "duban-benchmarks",
    dependencies: [
        .package(name: "duban", path: ".."),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Stands before malloc in this executable, so that allocations can be counted.
        .target(name: "CAllocations"),
        .executableTarget(
            name: "duban-bench",
            dependencies: [
                "CAllocations",
                .product(name: "CEL", package: "duban"),
                .product(name: "DubanHost", package: "duban"),
                .product(name: "DubanPlugin", package: "duban"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict)
    ]
)
