import Foundation
let lies = CommandLine.arguments.contains("--lies")
let numbers = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
let (first, last) = (numbers.first ?? 1, numbers.dropFirst().first ?? numbers.first ?? 40)
var bad = 0
for seed in first...last {
    let findings = try Simulation.run(seed: seed, lies: lies)
    if !findings.isEmpty { bad += 1; print("seed \(seed): \(findings.prefix(6).joined(separator: "; "))") }
}
print("\(last - first + 1) seeds, \(bad) with findings")
