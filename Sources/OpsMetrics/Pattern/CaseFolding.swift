/// Which characters are one another's other cases, as Unicode's simple case folding has it (CaseFolding.txt, C and S) and
/// Go's package `unicode` with `SimpleFold`: `k`, `K` and the Kelvin sign; both small sigmas and the capital.
enum CaseFolding {
    /// The other cases of the characters of a range.
    static func others(of range: ClosedRange<UInt32>) -> [UInt32] {
        var (low, high) = (0, table.count)
        while low < high {
            let middle = (low + high) / 2
            if table[middle].scalar < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return table[low...].prefix { $0.scalar <= range.upperBound }.flatMap(\.others)
    }

    /// Every character that has other cases, ascending, with those.
    private static let table: [(scalar: UInt32, others: [UInt32])] = {
        var orbits: [UInt32: [UInt32]] = [:]
        // No script beyond these planes has cases.
        for value in UInt32(0)...0x1FFFF {
            guard let scalar = Unicode.Scalar(value), scalar.properties.changesWhenCaseMapped else { continue }
            orbits[folded(scalar).value, default: []].append(value)
        }
        return orbits.values
            .flatMap { orbit in orbit.map { one in (scalar: one, others: orbit.filter { $0 != one }) } }
            .filter { !$0.others.isEmpty }
            .sorted { $0.scalar < $1.scalar }
    }()

    /// The small letter of the capital: the same for all cases of a letter, and for no other.
    private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        // The dotless i is no case of i but in Turkish.
        if scalar == "\u{131}" { return scalar }
        let properties = scalar.properties
        let capital = single(properties.uppercaseMapping) ?? single(properties.titlecaseMapping) ?? scalar
        return single(capital.properties.lowercaseMapping) ?? capital
    }

    private static func single(_ text: String) -> Unicode.Scalar? {
        text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
    }
}
