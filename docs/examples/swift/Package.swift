// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "stamp",
    dependencies: [.package(name: "duban", path: "../../..")],
    targets: [.executableTarget(name: "stamp", dependencies: [.product(name: "DubanPlugin", package: "duban")])]
)
