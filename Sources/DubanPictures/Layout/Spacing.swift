/// Places points in order on a line, with least gaps, each as near as may be to where it would like to be.
enum Spacing {
    /// The places with the least sum of weighted squares (isotonic regression by pooling adjacent violators).
    /// - Parameters:
    ///   - gaps: The least distance between each point and the next; shortened alike where there is not room for all.
    ///   - from: Where the first may be.
    ///   - to: Where the last may be.
    static func fit(_ wishes: [(middle: Double, weight: Double)], gaps: [Double], from: Double, to: Double) -> [Double] {
        let room = max(0, to - from)
        let wanted = gaps.reduce(0, +)
        let scale = wanted > room && wanted > 0 ? room / wanted : 1
        var offsets = [0.0]
        for gap in gaps { offsets.append((offsets.last ?? 0) + gap * scale) }
        var blocks: [(mean: Double, weight: Double, count: Int)] = []
        for (wish, offset) in zip(wishes, offsets) {
            var block = (mean: wish.middle - offset, weight: wish.weight, count: 1)
            while let last = blocks.last, last.mean > block.mean {
                let weight = last.weight + block.weight
                block = ((last.mean * last.weight + block.mean * block.weight) / weight, weight, last.count + block.count)
                blocks.removeLast()
            }
            blocks.append(block)
        }
        let most = max(from, to - (offsets.last ?? 0))
        let means = blocks.flatMap { block in Array(repeating: min(max(block.mean, from), most), count: block.count) }
        return zip(means, offsets).map { $0 + $1 }
    }
}
